using System.Globalization;
using Steering.Reporting;

namespace Steering.Stages;

/// <summary>Two cells that are to rest on the same answers.</summary>
public sealed record CellPair(CellName Ours, CellName Theirs);

/// <summary>Both cells of each pair rest on the same answers, letter by letter, item by item, at every seed.</summary>
public sealed record SameAnswers(IReadOnlyList<CellPair> Pairs) : ClaimTest
{
    public override IReadOnlyList<CellName> Cells => [.. Pairs.SelectMany(pair => (CellName[])[pair.Ours, pair.Theirs])];

    public override string Words => "the same answers, letter by letter: " + string.Join("; ", Pairs.Select(pair => $"{pair.Ours} and {pair.Theirs}"));

    public override Finding Decide(Evidence evidence)
    {
        var (same, all) = (0, 0);
        foreach (var pair in Pairs)
        {
            if (evidence.Scores(pair.Ours) is not { } ours || evidence.Scores(pair.Theirs) is not { } theirs) return Finding.NotRun($"this zoo has no {pair.Ours} or no {pair.Theirs}");
            foreach (var (mine, other) in ours.Seeds.Zip(theirs.Seeds))
            {
                var answers = other.ToDictionary(item => item.Id, item => item.Answer, StringComparer.Ordinal);
                same += mine.Count(item => answers.TryGetValue(item.Id, out var answer) && answer == item.Answer);
                all += mine.Count;
            }
        }
        return new Finding(same == all ? Verdict.Holds : Verdict.Fails, string.Create(CultureInfo.InvariantCulture, $"{same:#,0} of {all:#,0} answers are the same"), []);
    }
}
