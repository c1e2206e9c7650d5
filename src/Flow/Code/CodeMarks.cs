using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text;

namespace Steering.Flow;

/// <summary>A custom attribute: what stands in metadata, the constructor that makes it, and the types of ours that it names.</summary>
internal sealed record CodeMark(string Name, string Text, CodeMethod? Constructor, IReadOnlyList<CodeType> Types)
{
    /// <summary>The attribute may be made and read; the types it names may be made and read too, or count whole where it says so.</summary>
    public IEnumerable<Fact> Facts()
    {
        if (Constructor is { Type.IsWalked: true } maker)
        {
            yield return new(FactKind.Call) { Method = maker };
            yield return new(FactKind.Reflect) { Shape = TypeShape.Of(maker.Type) };
        }
        var isStatement = Name.EndsWith("." + nameof(DependsOnCodeAttribute), StringComparison.Ordinal);
        foreach (var type in Types)
            yield return isStatement ? new(FactKind.Whole) { Type = type } : new(FactKind.Reflect) { Shape = TypeShape.Of(type) };
    }
}

/// <summary>Custom attributes of a member.</summary>
internal static class CodeMarks
{
    /// <summary>The attributes that code can read and that say something about the program, not about how it was compiled.</summary>
    /// <param name="forReflection">True to keep what serialisers ask the compiler's own attributes for: nullability, required members.</param>
    public static IEnumerable<CodeMark> Of(CodeImage image, CustomAttributeHandleCollection handles, bool forReflection = false)
    {
        foreach (var handle in handles)
        {
            var mark = image.Metadata.GetCustomAttribute(handle);
            var name = Name(image, mark);
            if (!Counts(name, forReflection)) continue;
            var blob = image.Metadata.GetBlobContent(mark.Value);
            yield return new CodeMark(name, $"[{name} {Convert.ToHexStringLower(blob.AsSpan())}]", image.ResolveMethod(mark.Constructor).Target, Named(image.House, blob));
        }
    }

    public static bool Has(CodeImage image, CustomAttributeHandleCollection handles, string simpleName) =>
        handles.Any(handle => Name(image, image.Metadata.GetCustomAttribute(handle)).EndsWith("." + simpleName, StringComparison.Ordinal));

    private static bool Counts(string name, bool forReflection)
    {
        if (name.StartsWith("System.Diagnostics.", StringComparison.Ordinal) || name.StartsWith("System.CodeDom.", StringComparison.Ordinal)
            || name.StartsWith("System.Runtime.Versioning.", StringComparison.Ordinal) || name.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal)
            || name is "System.ObsoleteAttribute" or "System.ComponentModel.EditorBrowsableAttribute" or "System.ParamArrayAttribute") return false;
        if (!name.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)) return true;
        return name.EndsWith(".InlineArrayAttribute", StringComparison.Ordinal) || name.EndsWith(".UnsafeAccessorAttribute", StringComparison.Ordinal)
            || name.EndsWith(".FixedBufferAttribute", StringComparison.Ordinal)
            || forReflection && (name.Contains(".Nullable", StringComparison.Ordinal) || name.EndsWith(".RequiredMemberAttribute", StringComparison.Ordinal));
    }

    private static string Name(CodeImage image, CustomAttribute mark)
    {
        var parent = mark.Constructor.Kind == HandleKind.MethodDefinition
            ? image.Metadata.GetMethodDefinition((MethodDefinitionHandle)mark.Constructor).GetDeclaringType()
            : image.Metadata.GetMemberReference((MemberReferenceHandle)mark.Constructor).Parent;
        return parent.Kind switch
        {
            HandleKind.TypeReference => image.ReferenceName((TypeReferenceHandle)parent),
            HandleKind.TypeDefinition => image.Type((TypeDefinitionHandle)parent).FullRawName,
            _ => image.Shape(parent).Text,
        };
    }

    /// <summary>Every word in the arguments that is the full name of a type of ours: <c>typeof</c> is written as a name.</summary>
    private static IReadOnlyList<CodeType> Named(CodeHouse house, ImmutableArray<byte> blob) =>
        [.. Encoding.UTF8.GetString(blob.AsSpan()).Split(s_notInNames, StringSplitOptions.RemoveEmptyEntries).Select(word => house.FindWalked(word)).OfType<CodeType>().Distinct()];

    private static readonly char[] s_notInNames = [.. Enumerable.Range(0, 128).Select(code => (char)code).Where(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '+' or '_' or '`' or '<' or '>')), '\uFFFD'];
}
