using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Steering.Flow;

/// <summary>
/// Names of what the compiler generates, without the numbers that shift when another member is added: lambdas, local functions, state
/// machines and closures carry the position of their method in its type; here they carry that method's parameters. Found by which method
/// refers to them, so the order in which code is walked changes nothing.
/// </summary>
internal static partial class StableName
{
    private static readonly ConditionalWeakTable<CodeType, Dictionary<int, string>> Owners = [];

    public static string Of(CodeType type)
    {
        var name = type.RawName;
        if (name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)) return $"<>f__AnonymousType({string.Join(',', type.Fields.Select(field => field.Name))})";
        if (name.StartsWith("<>f__AnonymousDelegate", StringComparison.Ordinal))
            return $"<>f__AnonymousDelegate({string.Join(',', type.MethodsByName["Invoke"].SelectMany(invoke => invoke.Signature.ParameterTypes.Append(invoke.Signature.ReturnType)))})";
        if (name.StartsWith("<RegexGenerator_g>", StringComparison.Ordinal) && type.Outer is null) return Expression(type, name);
        return name.StartsWith('<') ? Renumbered(FileLocal().Replace(name, "$1F__"), type.Outer?.Home ?? type) : name;
    }

    public static string Of(CodeMethod method) =>
        method.RawName.Contains("__", StringComparison.Ordinal) && method.RawName.StartsWith('<') ? Renumbered(method.RawName, method.Type.Home) : method.RawName;

    /// <summary>Caches of delegates are told apart by what they hold.</summary>
    public static string OfField(string name) => DelegateCache().Replace(name, "<>9__");

    private static string Renumbered(string name, CodeType home) =>
        Numbered().Replace(name, match => $"{match.Groups["kind"].Value}{{{Owner(home, int.Parse(match.Groups["method"].ValueSpan, CultureInfo.InvariantCulture))}}}");

    /// <summary>Parameters of the method at that position of its type, as found among the methods that refer to what it generated.</summary>
    private static string Owner(CodeType home, int position) =>
        Owners.GetValue(home, Find).TryGetValue(position, out var owner) ? owner : position.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<int, string> Find(CodeType home)
    {
        var found = new Dictionary<int, string>();
        foreach (var method in home.Methods.Where(method => method.HasBody && (!method.RawName.StartsWith('<') || method.RawName.EndsWith('$'))))
        {
            var name = string.Join(',', method.Signature.ParameterTypes.Select(shape => shape.Text));
            foreach (var position in Mentioned(method).Distinct())
                if (!found.TryGetValue(position, out var other) || string.CompareOrdinal(name, other) < 0) found[position] = name;   // constructors share initialisers
        }
        return found;
    }

    private static IEnumerable<int> Mentioned(CodeMethod method) =>
        from name in RawMentions.Of(method)
        where name.Contains("__", StringComparison.Ordinal)
        from Match match in Numbered().Matches(name)
        select int.Parse(match.Groups["method"].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>The regular-expression generator numbers its types through the assembly; here they carry their pattern.</summary>
    private static string Expression(CodeType type, string name)
    {
        var pattern = type.Constructors.SelectMany(constructor => RawMentions.Strings(constructor)).FirstOrDefault();
        name = FileLocal().Replace(name, "$1F__");
        return pattern is null ? name : $"{Counter().Replace(name, "")}({pattern})";
    }

    [GeneratedRegex(@"(?<kind>>b__(?=\d+_)|>g__[^|<>]*\|(?=\d+_)|>d__|<>c__DisplayClass|<>c__|<>o__)(?<method>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^<>9__\d+_\d+$|^<\d+>__")]
    private static partial Regex DelegateCache();

    [GeneratedRegex("^(<[^>]*>)F[0-9A-F]{16,64}__")]
    private static partial Regex FileLocal();

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex Counter();
}
