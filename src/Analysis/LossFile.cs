using System.Globalization;
using System.Text;

namespace Steering.Analysis;

/// <summary>Losses around a tuned model as CSV: pair of directions, step along the first, step along the second, loss.</summary>
public static class LossFile
{
    private const string Header = "pair,a,b,loss";

    public static void Write(string path, IEnumerable<LossMap> maps)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var map in maps)
        {
            for (var second = 0; second < map.Steps.Count; second++)
            {
                for (var first = 0; first < map.Steps.Count; first++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{map.Pair},{map.Steps[first]},{map.Steps[second]},{map.At(first, second):G9}\n");
                }
            }
        }
        File.WriteAllText(path, text.ToString(), new UTF8Encoding(false));
    }

    /// <exception cref="InvalidDataException">The file is no such map; the message names the line.</exception>
    public static IReadOnlyList<LossMap> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.FirstOrDefault() != Header) throw new InvalidDataException($"{path} does not begin with '{Header}'. Survey the model again.");
        var points = lines.Skip(1).Select((line, i) => Point(path, line, i + 2)).ToList();
        return [.. points.GroupBy(point => point.Pair).Select(pair => Map(path, pair.Key, [.. pair]))];
    }

    private static (int Pair, double A, double B, double Loss) Point(string path, string line, int number)
    {
        var fields = line.Split(',');
        double Number(int field) => double.TryParse(fields[field], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"{path}, line {number}: '{fields[field]}' is no number. Survey the model again.");
        return fields.Length == 4 ? ((int)Number(0), Number(1), Number(2), Number(3)) : throw new InvalidDataException($"{path}, line {number} has {fields.Length} fields instead of 4. Survey the model again.");
    }

    private static LossMap Map(string path, int pair, List<(int Pair, double A, double B, double Loss)> points)
    {
        double[] steps = [.. points.Select(point => point.A).Distinct().Order()];
        return points.Count == steps.Length * steps.Length
            ? new LossMap(pair, steps, [.. points.OrderBy(point => point.B).ThenBy(point => point.A).Select(point => point.Loss)])
            : throw new InvalidDataException($"{path}: pair {pair} has {points.Count} losses, its {steps.Length} steps make {steps.Length * steps.Length}. Survey the model again.");
    }
}
