using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Steering.Flow;

/// <summary>
/// The closure of a stage's code. Methods lead to methods; a virtual call leads to what fills its slot in the types that the closure
/// constructs (rapid type analysis: Bacon and Sweeney 1996), a call on a generic parameter to what it is bound to. Ends when nothing new comes.
/// </summary>
internal sealed class CodeWalk(CodeHouse house)
{
    private readonly HashSet<CodeMethod> _methods = [];
    private readonly Queue<CodeMethod> _open = new();
    private readonly HashSet<CodeType> _live = [];
    private readonly HashSet<CodeType> _mentioned = [];
    private readonly HashSet<CodeType> _reflected = [];
    private readonly HashSet<CodeType> _typeObjects = [];
    private readonly HashSet<CodeField> _fields = [];
    private readonly HashSet<CodeMethod> _slots = [];
    private readonly Dictionary<CodeType, List<CodeMethod>> _slotsByType = [];
    private readonly Dictionary<CodeType, List<CodeType>> _liveByAncestor = [];
    private readonly Bindings _bindings = new();
    private readonly HashSet<string> _outside = new(StringComparer.Ordinal);
    private readonly HashSet<string> _natives = new(StringComparer.Ordinal);
    private readonly HashSet<CodeImage> _read = [];
    private Look _look;

    public IReadOnlyCollection<CodeMethod> Methods => _methods;

    public IReadOnlyCollection<CodeField> Fields => _fields;

    /// <summary>Types whose kind and bases count.</summary>
    public IReadOnlyCollection<CodeType> Types => _mentioned;

    /// <summary>Packages reached.</summary>
    public IReadOnlyCollection<string> Packages => _outside;

    public IReadOnlyCollection<string> Natives => _natives;

    /// <summary>Assemblies whose resources, attributes or version are read.</summary>
    public IReadOnlyCollection<CodeImage> ReadAssemblies => _read;

    /// <summary>True for a type whose members' names and order count, because something reads them.</summary>
    public bool IsReadWhole(CodeType type) =>
        _reflected.Contains(type) || (_look != Look.None || type.Chain.Any(level => level.Image.Kind == CodeKind.Package)) && (_live.Contains(type) || _typeObjects.Contains(type));

    public void Run(CodeEntry entry)
    {
        foreach (var (assembly, build) in entry.Builds)
            if (house.Find(assembly) is { IsWalked: true } image && image.Version != build)
                throw new FlowException($"{assembly}.dll was rebuilt after this process had loaded it, so its keys would name code that does not run. Run again.");
        foreach (var name in entry.Objects)
            if (house.Find(name.Assembly)?.Find(name.FullName) is { IsWalked: true } type) ConstructAnyhow(type);
        foreach (var held in entry.Delegates)
            if (house.Find(held.Type.Assembly) is { IsWalked: true } image) ReachAnyhow(image.Method((MethodDefinitionHandle)MetadataTokens.EntityHandle(held.Token)));
        var stage = house.Find(entry.Stage.Assembly)?.Find(entry.Stage.FullName)
            ?? throw new FlowException($"The code of {entry.Stage} is not where the program lies, so no key can be made. Give the fingerprint the folder the program runs from.");
        Construct(stage);
        foreach (var level in stage.Chain.Where(level => level is { IsWalked: true, IsIrrelevant: false }))
            foreach (var root in level.Constructors.Concat(level == stage ? Roots(stage) : [])) Reach(root);
        while (_open.TryDequeue(out var method))
            foreach (var fact in method.Facts.Facts) Take(method, fact);
    }

    /// <summary>RunAsync, in whichever base it is written.</summary>
    private static IEnumerable<CodeMethod> Roots(CodeType stage) =>
        stage.Ancestors.Where(face => face.IsInterface && face.FullRawName == typeof(IStage).FullName).SelectMany(face => face.MethodsByName[nameof(IStage.RunAsync)])
            .SelectMany(slot => Overrides.Of(stage, slot));

    private void Take(CodeMethod method, Fact fact)
    {
        switch (fact.Kind)
        {
            case FactKind.Call: Reach(fact.Method!); break;             // each kind of fact carries what it says: FactKind
            case FactKind.Slot: Dispatch(fact.Method!); break;
            case FactKind.New: Construct(fact.Type!); break;
            case FactKind.Statics: Statics(fact.Type!); break;
            case FactKind.Field: Touch(fact.Field!); break;
            case FactKind.Mention: Mention(method.Type, method, fact.Shape!); break;
            case FactKind.Bind: Bind(method, fact.Method!, fact.Shape!); break;
            case FactKind.LookAt: LookAt(fact.Look); break;
            case FactKind.Search: foreach (var image in Meant(fact.Method!)) foreach (var type in image.Types) Whole(type); break;
            case FactKind.AboutAssembly: _read.UnionWith(Meant(fact.Method!)); break;
            case FactKind.Outside: Leave(fact.Text!); break;
            case FactKind.Native: _natives.Add(fact.Text!); break;
            case FactKind.Whole: Whole(fact.Type!); break;
            case FactKind.Constrained: On(method, fact.Shape!, isDeep: false, type => Fill(type, fact.Method!)); break;
            case FactKind.Create: On(method, fact.Shape!, isDeep: false, Create); break;
            case FactKind.TypeObject: On(method, fact.Shape!, isDeep: true, HoldTypeObject); break;
            case FactKind.Reflect: On(method, fact.Shape!, isDeep: true, Reflect); break;
            case FactKind.EnumNames: On(method, fact.Shape!, isDeep: true, type => { if (type.IsEnum) _reflected.Add(type); }); break;
        }
    }

    private void Reach(CodeMethod method)
    {
        if (!method.Type.IsWalked || !_methods.Add(method)) return;
        Statics(method.Type);
        MentionDefinition(method.Type);
        if (!method.IsIrrelevant) _open.Enqueue(method);
    }

    /// <summary>Reached by a way that does not say what its generic parameters stand for.</summary>
    private void ReachAnyhow(CodeMethod method)
    {
        Reach(method);
        _bindings.BindToAll(method, method.Signature.GenericParameterCount, _live);
    }

    private void ConstructAnyhow(CodeType type)
    {
        Construct(type);
        _bindings.BindToAll(type, type.Row.GetGenericParameters().Count, _live);
    }

    private void Statics(CodeType type)
    {
        if (type.StaticConstructor is { } constructor) Reach(constructor);
    }

    private void Touch(CodeField field)
    {
        if (!_fields.Add(field)) return;
        MentionDefinition(field.Type);
        Mention(field.Type, null, field.Shape);
        foreach (var mark in CodeMarks.Of(field.Image, field.Row.GetCustomAttributes())) TakeMark(mark);
    }

    private void Construct(CodeType type)
    {
        if (!type.IsWalked || !_live.Add(type)) return;
        MentionDefinition(type);
        Statics(type);
        foreach (var ancestor in type.Ancestors)
        {
            if (!_liveByAncestor.TryGetValue(ancestor, out var below)) _liveByAncestor[ancestor] = below = [];
            below.Add(type);
            if (_slotsByType.TryGetValue(ancestor, out var slots)) foreach (var slot in slots.ToArray()) Fill(type, slot);
        }
        foreach (var body in Overrides.ForOutside(type)) ReachAnyhow(body);
        _bindings.AddToAll(type);
        if (_look != Look.None) LookInto(type);
    }

    private void Dispatch(CodeMethod slot)
    {
        if (!_slots.Add(slot)) return;
        MentionDefinition(slot.Type);
        if (!_slotsByType.TryGetValue(slot.Type, out var slots)) _slotsByType[slot.Type] = slots = [];
        slots.Add(slot);
        if (_liveByAncestor.TryGetValue(slot.Type, out var below)) foreach (var type in below.ToArray()) Fill(type, slot);
    }

    private void Fill(CodeType type, CodeMethod slot)
    {
        foreach (var body in Overrides.Of(type, slot))
        {
            Reach(body);
            for (var index = 0; index < body.Signature.GenericParameterCount; index++) _bindings.Flow(new(slot, index), new(body, index));
        }
    }

    private void Create(CodeType type)
    {
        Construct(type);
        foreach (var constructor in type.Constructors.Where(constructor => constructor.Signature.ParameterTypes.IsEmpty)) Reach(constructor);
    }

    /// <summary>Does something to the definition a shape names, and to all that its generic parameters are or will be bound to.</summary>
    private void On(CodeMethod method, TypeShape shape, bool isDeep, Action<CodeType> act)
    {
        foreach (var part in isDeep ? shape.All() : [shape])
        {
            if (part.Head is { IsWalked: true } type) act(type);
            if (part.In(method.Type, method) is { } variable) _bindings.Use(variable, act);
        }
    }

    private void Mention(CodeType scope, CodeMethod? method, TypeShape shape)
    {
        foreach (var part in shape.All())
        {
            if (part.Head is not { IsWalked: true } type) continue;
            MentionDefinition(type);
            if (part.IsInstance) for (var index = 0; index < part.Parts.Length; index++) Bind(scope, method, new(type, index), part.Parts[index]);
        }
    }

    private void Bind(CodeMethod method, CodeMethod called, TypeShape arguments)
    {
        for (var index = 0; index < arguments.Parts.Length; index++) Bind(method.Type, method, new(called, index), arguments.Parts[index]);
    }

    private void Bind(CodeType scope, CodeMethod? method, TypeVariable parameter, TypeShape argument)
    {
        foreach (var part in argument.All())
        {
            if (part.Head is { IsWalked: true } type) _bindings.Add(parameter, type);
            if (part.In(scope, method) is { } variable) _bindings.Flow(variable, parameter);
        }
    }

    private void MentionDefinition(CodeType type)
    {
        if (!type.IsWalked || type.IsIrrelevant || !_mentioned.Add(type)) return;
        if (type.Image.Initialiser is { } initialiser) Reach(initialiser);
        foreach (var parent in type.Interfaces.Append(type.Base ?? TypeShape.None))
        {
            Mention(type, null, parent);
            if (parent.Head is not { Image.Kind: CodeKind.Package } guest) continue;
            Leave(guest.Image.Name);
            foreach (var part in parent.Parts.SelectMany(part => part.All()))
                if (part.Head is { IsWalked: true } handed) Reflect(handed);   // a map or a schema of the type
        }
        foreach (var mark in CodeMarks.Of(type.Image, type.Row.GetCustomAttributes())) TakeMark(mark);
        if (!type.IsValueType) return;
        Construct(type);
        foreach (var field in type.Fields.Where(field => !field.IsStatic)) Mention(type, null, field.Shape);
    }

    private void TakeMark(CodeMark mark)
    {
        foreach (var fact in mark.Facts())
            if (fact.Kind == FactKind.Call) Reach(fact.Method!);      // as CodeMark makes them
            else if (fact.Kind == FactKind.Whole) Whole(fact.Type!);
            else if (fact.Shape?.Head is { } type) Reflect(type);
    }

    private void HoldTypeObject(CodeType type)
    {
        if (!type.IsWalked || !_typeObjects.Add(type)) return;
        MentionDefinition(type);
        if (type.IsEnum) _reflected.Add(type);
        if (_look != Look.None) LookInto(type);
    }

    private void LookAt(Look look)
    {
        if ((_look | look) == _look) return;
        _look |= look;
        foreach (var type in _live.Concat(_typeObjects).ToArray()) LookInto(type);
    }

    private void LookInto(CodeType type)
    {
        if (type.IsIrrelevant) return;
        if (_look.HasFlag(Look.Methods)) foreach (var method in type.Methods) ReachAnyhow(method);
        if (_look.HasFlag(Look.Properties)) foreach (var accessor in Accessors(type)) Reach(accessor);
        if (!_look.HasFlag(Look.Constructors) || !_typeObjects.Contains(type)) return;
        ConstructAnyhow(type);
        foreach (var constructor in type.Constructors) Reach(constructor);
    }

    /// <summary>A serialiser makes objects of the type and reads and writes its properties, and theirs.</summary>
    private void Reflect(CodeType type)
    {
        if (!type.IsWalked || type.IsIrrelevant || !_reflected.Add(type)) return;
        HoldTypeObject(type);
        Construct(type);
        foreach (var method in type.Constructors.Concat(Accessors(type))) Reach(method);
        foreach (var property in type.Row.GetProperties().Select(type.Image.Metadata.GetPropertyDefinition))
        {
            var shape = property.DecodeSignature(type.Image.Shapes, null).ReturnType;
            Mention(type, null, shape);
            foreach (var part in shape.All())
            {
                if (part.Head is { IsWalked: true } inner) Reflect(inner);
                if (part.In(type, null) is { } variable) _bindings.Use(variable, Reflect);
                if (part.Text == "System.Object" || part.Head is { IsWalked: true, IsInterface: true }) LookAt(Look.Properties | Look.Constructors);
            }
            foreach (var mark in CodeMarks.Of(type.Image, property.GetCustomAttributes())) TakeMark(mark);
        }
        foreach (var field in type.Fields) Touch(field);
        if (type.Base?.Head is { } parent) Reflect(parent);
    }

    private void Whole(CodeType type)
    {
        if (type.IsIrrelevant) return;
        MentionDefinition(type);
        if (!type.IsInterface) ConstructAnyhow(type);
        foreach (var method in type.Methods) ReachAnyhow(method);
    }

    private static IEnumerable<CodeMethod> Accessors(CodeType type) =>
        type.Row.GetProperties().Select(property => type.Image.Metadata.GetPropertyDefinition(property).GetAccessors())
            .SelectMany(pair => new[] { pair.Getter, pair.Setter }).Where(accessor => !accessor.IsNil).Select(type.Image.Method);

    /// <summary>The assemblies that a method can mean: its own, and those of the type objects it holds.</summary>
    private static IEnumerable<CodeImage> Meant(CodeMethod caller) =>
        caller.Facts.Facts.Where(fact => fact.Kind == FactKind.TypeObject).Select(fact => fact.Shape!.Head?.Image).OfType<CodeImage>()
            .Append(caller.Image).Where(image => image.IsWalked).Distinct();

    private void Leave(string assembly)
    {
        if (house.Find(assembly) is not { Kind: CodeKind.Package } image || !_outside.Add(assembly)) return;
        foreach (var reference in image.Metadata.AssemblyReferences) Leave(image.Metadata.GetString(image.Metadata.GetAssemblyReference(reference).Name));
    }
}
