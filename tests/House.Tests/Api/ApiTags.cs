using System.Reflection;

namespace Steering.House.Tests.Api;

/// <summary>The words in brackets at a line's end.</summary>
internal static class ApiTags
{
    public static IReadOnlyList<string> Order { get; } =
        ["protected", "static", "abstract", "virtual", "override", "sealed", "readonly", "const", "required", "obsolete"];

    public static string Of(Type type) => Obsolete(type);

    public static string Obsolete(MemberInfo member) => Text(IsObsolete(member) ? ["obsolete"] : []);

    public static string Of(FieldInfo field)
    {
        var words = new List<string>();
        if (!field.IsPublic) words.Add("protected");
        if (field.IsLiteral) words.Add("const");
        else
        {
            if (field.IsStatic) words.Add("static");
            if (field.IsInitOnly) words.Add("readonly");
        }
        if (ApiMarks.Has(field, "RequiredMemberAttribute")) words.Add("required");
        if (IsObsolete(field)) words.Add("obsolete");
        return Text(words);
    }

    /// <summary>Of a method, or of the property or event that an accessor belongs to.</summary>
    public static string Of(MethodBase method, MemberInfo? owner = null)
    {
        var words = new List<string>();
        if (!method.IsPublic) words.Add("protected");
        if (method.IsStatic) words.Add("static");
        if (method is MethodInfo own)
        {
            var isInterface = own.DeclaringType is { IsInterface: true };
            var isOverride = IsOverride(own);
            if (own.IsAbstract && (!isInterface || own.IsStatic)) words.Add("abstract");
            if (own is { IsVirtual: true, IsFinal: false, IsAbstract: false } && !isOverride) words.Add("virtual");
            if (isOverride) words.Add("override");
            if (isOverride && own.IsFinal) words.Add("sealed");
        }
        if (owner is not null && ApiMarks.Has(owner, "RequiredMemberAttribute")) words.Add("required");
        if (IsObsolete(owner ?? method)) words.Add("obsolete");
        return Text(words);
    }

    public static bool IsOverride(MethodInfo method) =>
        method.IsVirtual && (method.GetBaseDefinition().DeclaringType != method.DeclaringType || ApiMarks.Has(method, "PreserveBaseOverridesAttribute"));

    /// <summary>The compiler adds the attribute by itself to ref structs and to constructors of types with required members.</summary>
    private static bool IsObsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute), inherit: false) && !ApiMarks.Has(member, "CompilerFeatureRequiredAttribute");

    private static string Text(List<string> words) => words.Count == 0 ? "" : $" [{string.Join(' ', Order.Where(words.Contains))}]";
}
