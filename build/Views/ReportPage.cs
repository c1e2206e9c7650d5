using System.Text;
using System.Xml.Linq;
using Steering.Flow;
using Steering.Reporting;
using Steering.Reporting.Html;
using Steering.Stages;

namespace Steering.Build.Views;

/// <summary>The report of a zoo, from its exported tables, figures and claims and from what the store remembers of each number.</summary>
internal static class ReportPage
{
    private const int Labels = 2;   // of our tables: method and kind
    private const string Name = "report.html";

    /// <summary>Writes results/ZOO/report.html, if anything that it tells has changed, and returns its path. What was never made is left out and named.</summary>
    /// <param name="states">Of every stage of the paper its label and the key of its result, null for one without.</param>
    public static string Write(Engine engine, Options options, IEnumerable<(string Label, string? Key)> states)
    {
        var zoo = Wishes.ZooOf(options);
        var path = Path.Combine(Repository.Root, "results", zoo.Name, Name);
        var stamp = new ReportStamp(engine.Context.Store.Memo, zoo.Name, path, ReportStamp.SourcesOf(engine, states, options));
        if (stamp.IsCurrent()) return path;
        var tables = PaperTables.All(zoo);
        var claims = PaperClaims.Of(zoo);
        var graph = Graph.Of(tables.Select(table => (IStage)table.Table).Append(claims));
        var plan = Plan.Make(engine.Context, graph);
        var missing = new List<string>();
        var report = new Report(
            $"LLaVA Steering, {zoo.Name} zoo", zoo.Label, Facts(engine, plan, options),
            Claims(claims, missing), [.. tables.Select(table => TableOf(table, engine, graph, plan, options, missing)).OfType<ReportTable>(), .. Capabilities(missing)], [.. FiguresOf(options, missing), .. tables.SelectMany(ChartOf)]);
        if (missing.Count > 0) report = report with { Facts = [.. report.Facts, new Fact("Not made yet", string.Join(", ", missing))] };
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, HtmlReport.ToText(report), new UTF8Encoding(false));
        stamp.Keep();
        return path;
    }

    private static IReadOnlyList<Fact> Facts(Engine engine, Plan plan, Options options)
    {
        var results = plan.Stages.Select(stage => stage.Manifest).OfType<Manifest>().ToList();
        var stale = plan.Stages.Count(stage => stage.Manifest is null);
        return
        [
            new Fact("Program", engine.Context.Commit is { } commit ? $"commit {Amounts.Short(commit)}" : "no commit known"),
            new Fact("Newest result", results.Count > 0 ? Amounts.Moment(results.Max(result => result.Run.Finished)) : "none"),
            new Fact("Cost", $"{Summary.Duration(results.Sum(result => result.Run.TotalSeconds * result.Run.Threads))} of one core in {results.Count} stages"),
            new Fact("State", stale == 0 ? "every number is current" : $"{stale} of {plan.Stages.Count} stages would run again (--target Plan)"),
            new Fact("Made by", $"./build.sh {options.Again}".Trim()),
        ];
    }

    private static IReadOnlyList<ReportClaim> Claims(Decide claims, List<string> missing)
    {
        var path = Path.Combine(Repository.Root, claims.Table.Place!);
        if (!File.Exists(path))
        {
            missing.Add("the claims (--target Claims)");
            return [];
        }
        var verdicts = Enum.GetValues<Reporting.Verdict>().ToDictionary(verdict => verdict.Word(), StringComparer.Ordinal);
        var rows = CsvFile.Read(path, 7).Rows.Select(row => row.Labels);
        return [.. rows.Select(row => new ReportClaim(row[0], verdicts[row[1]], row[2], row[3], row[4], row[5], row[6]))];
    }

    private static ReportTable? TableOf(PaperTable declared, Engine engine, Graph graph, Plan plan, Options options, List<string> missing)
    {
        var place = declared.Table.Table.Place!;
        var path = Path.Combine(Repository.Root, place);
        var name = Path.GetFileNameWithoutExtension(place);
        if (!File.Exists(path))
        {
            missing.Add(name);
            return null;
        }
        var printed = Path.Combine(Repository.Root, "results", "paper", declared.Printed + ".csv");
        var cells = declared.Table.Cells.ToDictionary(cell => (cell.Row, cell.Column));
        return new ReportTable(
            name, CsvFile.Read(path, Labels), declared.Table.Params.Title, File.Exists(printed) ? CsvFile.Read(printed, declared.PrintedLabels) : null,
            declared.Reference, [name + ".csv", name + ".md"],
            (row, column) => cells.TryGetValue((row, column), out var cell) ? Story(CellStory.Of(engine.Context, graph, plan, cell), $"./build.sh {options.Again} '{cell}'") : []);
    }

    /// <summary>Table 7, which holds for every zoo.</summary>
    private static IEnumerable<ReportTable> Capabilities(List<string> missing)
    {
        var table = Table7.Table();
        var places = ((IReadOnlyList<IArtifact>)[table.Table, table.Text]).Select(file => file.Place!).ToList();   // exports have a place
        var path = Path.Combine(Repository.Root, places[0]);
        if (!File.Exists(path))
        {
            missing.Add(Table7.Name);
            yield break;
        }
        yield return new ReportTable(Table7.Name, TabulateCapabilities.Read(path), Table7.Title, Paper: null, Reference: "", [.. places.Select(place => "../" + Path.GetFileName(place))], (_, _) => []);
    }

    private static IReadOnlyList<Fact> Story(CellStory story, string again)
    {
        var runs = story.Chain.Select(link => link.Result).OfType<Manifest>().ToList();
        return
        [
            new Fact("State", story.Parts.Any(part => part.Number is null) ? "no result" : story.IsCurrent ? "current" : "stale: something behind it has changed"),
            .. story.Cell.Rule.Length > 0 ? (Fact[])[new Fact("Scored by", story.Cell.Rule)] : [],
            .. story.Parts.Select(part => new Fact(part.Part.Name, $"{(part.Number is { } number ? Numbers.Shown(number) : "no result")}, key {(part.Link.Result is { } result ? Amounts.Short(result.Key) : "none")}")),
            new Fact("Cost", $"{Summary.Duration(story.CoreSeconds)} of one core in {runs.Count} runs"),
            .. runs.Select(run => run.Run.Commit).OfType<string>().Distinct(StringComparer.Ordinal).Select(commit => new Fact("Commit", Amounts.Short(commit))),
            new Fact("Make again", again),
        ];
    }

    /// <summary>The papers' figures, each described as its own file does; one that is a table stands among the tables.</summary>
    private static IEnumerable<ReportFigure> FiguresOf(Options options, List<string> missing)
    {
        foreach (var wish in Wishes.All.Where(wish => wish.Name.Contains("Figure", StringComparison.Ordinal)))
        {
            var places = wish.Describe(options).Select(artifact => artifact.Place).OfType<string>().ToList();
            var picture = places.Find(place => place.Contains("/figures/", StringComparison.Ordinal) && place.EndsWith(".svg", StringComparison.Ordinal));
            if (picture is null) continue;
            var path = Path.Combine(Repository.Root, picture);
            if (!File.Exists(path))
            {
                missing.Add(wish.Name);
                continue;
            }
            var folder = Path.Combine(Repository.Root, "results", options.Zoo);
            var svg = File.ReadAllText(path);
            yield return new ReportFigure(
                wish.Name.ToLowerInvariant(), Text(svg, "title") ?? wish.Description, Text(svg, "desc") ?? wish.Description, svg,
                [.. places.Select(place => Path.GetRelativePath(folder, Path.Combine(Repository.Root, place)))]);
        }
    }

    /// <summary>The first element of that name in an SVG.</summary>
    private static string? Text(string svg, string element) => XDocument.Parse(svg).Root?.Elements().FirstOrDefault(one => one.Name.LocalName == element)?.Value;

    private static IEnumerable<ReportFigure> ChartOf(PaperTable declared)
    {
        var place = declared.Table.Chart.Place!;
        var path = Path.Combine(Repository.Root, place);
        if (!File.Exists(path)) yield break;
        var name = Path.GetFileNameWithoutExtension(place);
        yield return new ReportFigure($"{name}-chart", $"{declared.Table.Params.Title}: parameters against scores", "Each row's trainable parameters against its scores, one panel a column; the numbers are the table's.", File.ReadAllText(path), [name + ".svg"]);
    }
}
