namespace Steering.Build;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpPage
{
    public static void Print(TextWriter page)
    {
        page.WriteLine("""
            LLaVA Steering Pipeline: asks for a result of the paper; runs what is missing, and only that.

            Usage: ./build.sh [--target NAME] [--zoo NAME] [options] [SELECTOR]

            Results
            """);
        Rows(page, Wishes.All.Select(wish => (wish.Name, wish.Description)));
        page.WriteLine("\nChores");
        Rows(page, Targets.Chores);
        page.WriteLine("""

            Selectors, for results, Plan, Why, Explain and Dag
              table1:LoRA/POPE  a cell     table1:LoRA  a row     table1:*/POPE  a column     table1  a table
              stage:Tune*LoRA*  stages by label; * and ? stand for letters; several parted by commas
              +SELECTOR  with all that it needs     SELECTOR+  with all that follows from it
            """);
        page.WriteLine("\nZoos: " + string.Join(", ", Wishes.Zoos));
        page.WriteLine("\nOptions");
        Rows(page, Arguments.Known.Select(option => ((option.Letter is { } letter ? $"-{letter}, " : "    ") + $"--{option.Name} {option.Value}", option.Meaning)));
        page.WriteLine("""

            Examples
              ./build.sh                                              the main result, on the tiny zoo
              ./build.sh --target Plan                                what would run, and why
              ./build.sh table1:LoRA/POPE                             one cell, and only what feeds it
              ./build.sh --target Why table1:LoRA/POPE                what changed since that cell's stages ran
              ./build.sh --target Explain table1:LoRA/POPE            where that number comes from
              ./build.sh --set LoRA.Rate=1e-3                         one field of a recipe changed
              ./build.sh --accept-code 'comments only'                keeps results whose code alone changed
              ./build.sh --target Verify --for table1 --sample 10     read the store for damage, make ten stages again
              ./build.sh --target Doctor                              what this machine lacks
              ./build.sh --target Test --only 'House*'                some of the tests

            CLOSED_FEED=true|false ./build.sh … says which package feed there is instead of finding it out.
            """);
    }

    private static void Rows(TextWriter page, IEnumerable<(string Name, string Meaning)> rows)
    {
        const int width = 26;
        foreach (var (name, meaning) in rows) page.WriteLine($"  {name.TrimEnd().PadRight(width)} {meaning}");
    }
}
