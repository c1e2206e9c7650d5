using System.Reflection.Emit;

namespace Steering.Flow;

/// <summary>Gathers what one method's instructions lead to.</summary>
internal sealed class FactList(CodeMethod method)
{
    private readonly HashSet<Fact> _facts = [];

    public void Add(Fact fact) => _facts.Add(fact);

    /// <summary>The facts; where the code states what it depends on, without those that say it looks things up.</summary>
    public IReadOnlyList<Fact> Done(bool isStated) => [.. _facts.Where(fact => !isStated || fact.Kind is not (FactKind.LookAt or FactKind.Search))];

    /// <summary>A type that an instruction or a signature names. Values need no constructor to be there.</summary>
    public void Mention(TypeShape shape)
    {
        if (shape.All().Any(part => part.Head is { IsWalked: true })) Add(new(FactKind.Mention) { Shape = shape });
        foreach (var part in shape.All())
        {
            if (part.Head is { IsWalked: true, IsValueType: true } value) Add(new(FactKind.New) { Type = value });
            if (part.Head is { Image.Kind: CodeKind.Package } guest) Add(new(FactKind.Outside) { Text = guest.Image.Name });
        }
    }

    public void Mark(CodeMark mark) => _facts.UnionWith(mark.Facts());

    public void Use(FieldUse use)
    {
        Mention(use.Owner);
        if (use.Target is not { Type.IsWalked: true } field) return;
        Add(new(FactKind.Field) { Field = field });
        if (field.IsStatic) Add(new(FactKind.Statics) { Type = field.Type });
    }

    public void Use(OpCode code, TypeShape shape)
    {
        Mention(shape);
        if (code == OpCodes.Ldtoken && method.RawName != "get_EqualityContract") Add(new(FactKind.TypeObject) { Shape = shape });
        if (code == OpCodes.Box || code == OpCodes.Constrained) Add(new(FactKind.EnumNames) { Shape = shape });
    }

    public void Use(OpCode code, MethodUse use, TypeShape? constraint)
    {
        Mention(use.Owner);
        foreach (var argument in use.Arguments) Mention(argument);
        if (use.Owner.Head is { IsWalked: false } outside) UseOutside(outside, use);
        if (use.Target is not { } target) return;
        if (!use.Arguments.IsEmpty && target.Type.IsWalked) Add(new(FactKind.Bind) { Method = target, Shape = TypeShape.Group(use.Arguments) });
        if (constraint is not null) Add(new(FactKind.Constrained) { Method = target, Shape = constraint });
        if (!target.Type.IsWalked) return;
        if (code == OpCodes.Newobj) Add(new(FactKind.New) { Type = target.Type });
        var isDispatched = target.IsVirtual && (code == OpCodes.Callvirt || code == OpCodes.Ldvirtftn || constraint is not null || code == OpCodes.Ldtoken);
        Add(new(isDispatched ? FactKind.Slot : FactKind.Call) { Method = target });
    }

    private void UseOutside(CodeType outside, MethodUse use)
    {
        var (type, image) = (outside.FullRawName, outside.Image);
        if (image.Kind == CodeKind.Package) Add(new(FactKind.Outside) { Text = image.Name });
        var handed = use.Arguments.AddRange(use.Owner.Parts);
        foreach (var shape in handed) Add(new(FactKind.EnumNames) { Shape = shape });
        if (type == "System.Activator" && !use.Arguments.IsEmpty) { Add(new(FactKind.Create) { Shape = use.Arguments[0] }); return; }
        if (Reflective.IsSearch(type, use.Name)) Add(new(FactKind.Search) { Method = method });
        if (Reflective.IsAboutAssembly(type, use)) Add(new(FactKind.AboutAssembly) { Method = method });
        var look = Reflective.LookOf(type, use.Name);
        if (Reflective.Reads(image, type))
        {
            foreach (var shape in handed) Add(new(FactKind.Reflect) { Shape = shape });
            if (use.Signature.ParameterTypes.Any(Reflective.TakesAnything)) look |= Look.Fields | Look.Properties | Look.Constructors;
            if (type.StartsWith("System.Linq.Expressions.", StringComparison.Ordinal)) look |= Look.Methods;
        }
        if (look != Look.None) Add(new(FactKind.LookAt) { Look = look });
    }
}
