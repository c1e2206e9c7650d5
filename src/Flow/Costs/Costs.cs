using System.Text.RegularExpressions;

namespace Steering.Flow;

/// <summary>
/// Expects of a stage what like stages took: the nearest <see cref="Likeness"/> with three runs, else the nearest with any. Runs on this
/// host count alone where there are some.
/// </summary>
public sealed partial class Costs
{
    private const int Enough = 3;
    private readonly Dictionary<(Likeness Likeness, string Type, string What), List<Manifest>> _runs = [];
    private readonly Dictionary<string, (string Seedless, string Rateless)> _masked = new(StringComparer.Ordinal);
    private readonly Dictionary<StageNode, Expectation?> _known = [];
    private readonly string _host;

    /// <summary>Learns from finished runs.</summary>
    /// <param name="host">The machine that will run what is asked about.</param>
    public Costs(IEnumerable<Manifest> runs, string host)
    {
        _host = host;
        foreach (var run in runs)
            foreach (var likeness in Enum.GetValues<Likeness>())
            {
                var place = (likeness, run.Parts.Stage, Mark(likeness, run.Label, run.Parts.Params));
                if (!_runs.TryGetValue(place, out var like)) _runs[place] = like = [];
                like.Add(run);
            }
    }

    /// <summary>From what the plan's store remembers.</summary>
    public static Costs Of(Plan plan) => new(plan.ToRun.Any() ? plan.History.All : [], Environment.MachineName);

    /// <summary>Null when no stage of its kind ever ran.</summary>
    public Expectation? Of(StageNode node)
    {
        if (!_known.TryGetValue(node, out var expected)) _known[node] = expected = Expect(node);
        return expected;
    }

    private Expectation? Expect(StageNode node)
    {
        var like = Enum.GetValues<Likeness>().Select(likeness => (Likeness: likeness, Runs: OnOneMachine(node, likeness))).Where(pair => pair.Runs.Count > 0).ToArray();
        if (like.Length == 0) return null;
        var near = like.Where(pair => pair.Likeness != Likeness.SameKind).ToArray();
        var (likeness, runs) = Array.Find(near, pair => pair.Runs.Count >= Enough) is { Runs: not null } enough ? enough : like[0];
        return new Expectation(
            Spread.Of(runs.Select(run => run.Run.TotalSeconds))!, Spread.Of(runs.Select(run => (double?)run.Run.PeakMemoryBytes).OfType<double>()), runs.Count, likeness);   // there is a run
    }

    private List<Manifest> OnOneMachine(StageNode node, Likeness likeness)
    {
        var all = _runs.GetValueOrDefault((likeness, node.StageType, Mark(likeness, node.Label, node.Params)), []);
        var here = all.Where(run => run.Run.Host == _host).ToList();
        return here.Count > 0 ? here : all;
    }

    private string Mark(Likeness likeness, string label, string parameters)
    {
        if (!_masked.TryGetValue(parameters, out var masked))
        {
            var seedless = Seeds().Replace(parameters, "${name}:?");
            _masked[parameters] = masked = (seedless, Fractions().Replace(seedless, "?"));
        }
        return likeness switch
        {
            Likeness.Same => label + "\n" + parameters,
            Likeness.SameParameters => parameters,
            Likeness.OtherSeed => masked.Seedless,
            Likeness.OtherRate => masked.Rateless,
            Likeness.SameLabel => label,
            _ => "",
        };
    }

    [GeneratedRegex("""(?<name>"\w*Seed"):-?\d+""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Seeds();

    [GeneratedRegex("""(?<=[:,\[])-?\d+(\.\d+([eE][-+]?\d+)?|[eE][-+]?\d+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Fractions();
}
