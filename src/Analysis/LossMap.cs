namespace Steering.Analysis;

/// <summary>Losses over a plane through a tuned model, which is its centre.</summary>
/// <param name="Pair">Number of the pair of directions that span it, from 1.</param>
/// <param name="Steps">Places along either direction, ascending, 0 in their middle.</param>
/// <param name="Losses">Row by row: the second direction's steps, within them the first's. Infinite where the model broke down.</param>
public sealed record LossMap(int Pair, IReadOnlyList<double> Steps, IReadOnlyList<double> Losses)
{
    private const int Cuts = 16;   // of a side of a square between four places, for the area

    /// <summary>The tuned model's own loss.</summary>
    public double Centre => Losses[Losses.Count / 2];

    public double Least => Losses.Min();

    public double Most => Losses.Max();

    /// <summary>Area of the whole plane, in the directions' units.</summary>
    public double Whole => (Steps[^1] - Steps[0]) * (Steps[^1] - Steps[0]);

    public double At(int first, int second) => Losses[(second * Steps.Count) + first];

    /// <summary>
    /// Area where the loss is at most this. Between places its logarithm is taken to go in straight lines, since a loss rises by
    /// factors: a straight rise of the loss itself would make steep maps narrower than they are.
    /// </summary>
    public double AreaBelow(double most)
    {
        var (level, area) = (Math.Log(most), 0.0);
        for (var second = 0; second + 1 < Steps.Count; second++)
        {
            for (var first = 0; first + 1 < Steps.Count; first++)
            {
                area += (Steps[first + 1] - Steps[first]) * (Steps[second + 1] - Steps[second]) * Share(first, second, level);
            }
        }
        return area;
    }

    /// <summary>Straight pieces of the line on which the loss is this; ends as steps along both directions.</summary>
    public IEnumerable<((double A, double B) From, (double A, double B) To)> Line(double loss)
    {
        var level = Math.Log(loss);
        for (var second = 0; second + 1 < Steps.Count; second++)
        {
            for (var first = 0; first + 1 < Steps.Count; first++)
            {
                (int First, int Second)[] round = [(first, second), (first + 1, second), (first + 1, second + 1), (first, second + 1), (first, second)];
                var crossed = round.Zip(round.Skip(1)).Where(edge => LogAt(edge.First.First, edge.First.Second) <= level != LogAt(edge.Second.First, edge.Second.Second) <= level)
                    .Select(edge => Crossing(edge.First, edge.Second, level)).ToList();
                for (var i = 0; i + 1 < crossed.Count; i += 2) yield return (crossed[i], crossed[i + 1]);
            }
        }
    }

    private double LogAt(int first, int second) => Math.Log(At(first, second));

    private (double A, double B) Crossing((int First, int Second) one, (int First, int Second) other, double level)
    {
        var (from, to) = (LogAt(one.First, one.Second), LogAt(other.First, other.Second));
        var part = double.IsInfinity(from) ? 1 : (level - from) / (to - from);
        return (Steps[one.First] + (part * (Steps[other.First] - Steps[one.First])), Steps[one.Second] + (part * (Steps[other.Second] - Steps[one.Second])));
    }

    /// <summary>Part of the square from a place to the next ones whose logarithm is at most the level.</summary>
    private double Share(int first, int second, double level)
    {
        double[] corners = [LogAt(first, second), LogAt(first + 1, second), LogAt(first, second + 1), LogAt(first + 1, second + 1)];
        if (corners.Max() <= level) return 1;
        if (corners.Min() > level) return 0;
        var below = 0;
        for (var i = 0; i < Cuts; i++)
        {
            for (var j = 0; j < Cuts; j++)
            {
                var (x, y) = ((i + 0.5) / Cuts, (j + 0.5) / Cuts);
                var loss = ((1 - y) * (((1 - x) * corners[0]) + (x * corners[1]))) + (y * (((1 - x) * corners[2]) + (x * corners[3])));
                if (loss <= level) below++;
            }
        }
        return below / (double)(Cuts * Cuts);
    }
}
