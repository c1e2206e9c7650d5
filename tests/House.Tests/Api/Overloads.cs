namespace Steering.House.Tests.Api;

/// <summary>
/// Overloads that a package has and its stand-in lacks, and to which a call that now binds to the stand-in's could bind instead:
/// those that differ only in a number type, an array or span of numbers, or a scalar.
/// </summary>
internal static class Overloads
{
    private static readonly string[] Numbers = ["int", "long", "short", "byte", "sbyte", "float", "double", "Half", "bool", "Scalar", "int?", "long?", "float?", "double?"];
    private static readonly string[] Lists = ["long[]", "int[]", "ReadOnlySpan<long>", "ReadOnlySpan<int>", "Span<long>", "Size", "params long[]", "params int[]", "long", "int"];

    public static IReadOnlyList<string> Lacking(ApiList package, IEnumerable<string> standIn)
    {
        var offered = standIn.Select(ApiLine.Parse).Where(line => line.Kind is 'M' or 'C').GroupBy(line => (line.Kind, line.Owner, line.Name));
        return
        [
            .. offered.SelectMany(group => package.Members[group.Key.Owner]
                .Where(real => real.Kind == group.Key.Kind && real.Name == group.Key.Name && !group.Any(own => own.Signature == real.Signature))
                .Where(real => group.Any(own => MayRebind(own, real)))
                .Select(real => real.Signature)),
        ];
    }

    private static bool MayRebind(ApiLine own, ApiLine real)
    {
        var (ours, theirs) = (Types(own), Types(real));
        return ours.Count == theirs.Count && ours.Zip(theirs).All(pair => pair.First == pair.Second || Confusable(pair.First, pair.Second, Numbers) || Confusable(pair.First, pair.Second, Lists));
    }

    private static bool Confusable(string one, string other, string[] family) => family.Contains(one) && family.Contains(other);

    private static List<string> Types(ApiLine line) => [.. TypeNames.Split(line.Parameters ?? "").Select(parameter => parameter.Split(" = ")[0]).Select(parameter => parameter[..parameter.LastIndexOf(' ')])];
}
