namespace Steering.House.Tests.Api;

/// <summary>Looks every line of a stand-in up in its package's list, by the list's own rules.</summary>
internal sealed class ApiComparison(ApiList package)
{
    private static readonly string[] Binding = ["protected", "static", "const"];
    private static readonly string[] Overridable = ["virtual", "abstract", "override"];
    private static readonly HashSet<string> ObjectVirtuals = ["M ToString() : string", "M GetHashCode() : int", "M Equals(object obj) : bool"];

    /// <summary>What is wrong with each line; empty when source that compiles against the stand-in compiles against the package.</summary>
    public IReadOnlyList<string> Problems(IEnumerable<string> standIn) => [.. standIn.Select(Problem).OfType<string>()];

    /// <summary>Null when the line is fine.</summary>
    public string? Problem(string line)
    {
        if (package.Contains(line)) return null;
        var parsed = ApiLine.Parse(line);
        return parsed.Kind switch
        {
            'T' => TypeProblem(line, parsed),
            'V' or 'D' => $"{line}\n    is not in the package's list",
            _ => MemberProblem(line, parsed),
        };
    }

    private string? TypeProblem(string line, ApiLine type)
    {
        if (package.Type(type.Owner) is not { } real) return $"{line}\n    the package has no such type";
        var (kind, wanted) = (ApiList.Kind(type), ApiList.Kind(real));
        if (kind != wanted && !(kind == "sealed class" && wanted == "class")) return $"{line}\n    the package's is a {wanted}";
        if (Constraints(type) != Constraints(real)) return $"{line}\n    the package's constraints are '{Constraints(real)}'";
        var above = package.Bases(type.Owner).Select(parent => parent.Written).ToHashSet(StringComparer.Ordinal);
        above.UnionWith(above.SelectMany(BaseLibrary.InterfacesOf).ToArray());
        if (ApiList.Above(type).Where(name => !above.Contains(name)).ToArray() is { Length: > 0 } strange)
        {
            return $"{line}\n    the package's does not inherit {string.Join(", ", strange)}";
        }
        return real.Tags.Contains("obsolete") && !type.Tags.Contains("obsolete") ? $"{line}\n    is obsolete in the package: its use is an error on a full feed" : null;
    }

    private string? MemberProblem(string line, ApiLine member)
    {
        if (member.Tags.Contains("override") && ObjectVirtuals.Contains($"M {member.Name}({member.Parameters}){member.Rest}")) return null;
        var candidates = Candidates(member).ToArray();
        if (candidates.Length == 0)
        {
            var near = package.Members[member.Owner].Where(real => real.Name == member.Name && real.Kind == member.Kind).Select(real => "\n    the package has " + real.Signature);
            return $"{line}\n    is not in the package's list{string.Concat(near.Take(4))}";
        }
        return candidates.Select(real => Mismatch(member, real)).Aggregate((best, next) => best is null || next is null ? null : best) is { } mismatch ? $"{line}\n    {mismatch}" : null;
    }

    /// <summary>The package's members of the same signature, on the type itself or on one that it inherits from.</summary>
    private IEnumerable<ApiLine> Candidates(ApiLine member)
    {
        foreach (var real in package.Members[member.Owner].Where(real => real.Kind == member.Kind && real.Stem == member.Stem)) yield return real;
        if (member.Kind == 'C') yield break;
        foreach (var (owner, _, arguments) in package.Bases(member.Owner))
        {
            var own = TypeNames.Parts(TypeNames.Simple(owner)).Arguments;
            foreach (var real in package.Members[owner].Where(real => real.Kind == member.Kind && real.Name == member.Name))
            {
                var moved = real with { Owner = member.Owner, Parameters = real.Parameters is { } list ? TypeNames.Substitute(list, own, arguments) : null, Rest = TypeNames.Substitute(real.Rest, own, arguments) };
                if (moved.Stem == member.Stem || (member.Tags.Contains("override") && WithoutConstraints(moved.Stem) == member.Stem)) yield return moved;
            }
        }
    }

    private static string? Mismatch(ApiLine member, ApiLine real)
    {
        if (Binding.FirstOrDefault(tag => member.Tags.Contains(tag) != real.Tags.Contains(tag)) is { } tag) return $"differs in '{tag}' from {real.Signature}";
        if (member.Accessors.FirstOrDefault(accessor => !real.Accessors.Contains(accessor)) is { } accessor) return $"the package's has no '{accessor}'";
        if ((member.Tags.Contains("virtual") || member.Tags.Contains("abstract")) && !real.Tags.Any(Overridable.Contains)) return "cannot be overridden in the package";
        return real.Tags.Contains("obsolete") && !member.Tags.Contains("obsolete") ? "is obsolete in the package: a call is an error on a full feed" : null;
    }

    private static string Constraints(ApiLine type) => type.Rest.IndexOf(" where ", StringComparison.Ordinal) is > 0 and var at ? type.Rest[at..] : "";

    private static string WithoutConstraints(string stem) => stem.IndexOf(" where ", StringComparison.Ordinal) is > 0 and var at ? stem[..at] : stem;
}
