namespace Steering.Flow;

/// <summary>
/// Which of our types each generic parameter may stand for. Types flow from arguments to parameters; an action on a parameter is done for
/// every type that has arrived and every one that will.
/// </summary>
internal sealed class Bindings
{
    private readonly Dictionary<TypeVariable, Slot> _slots = [];
    private readonly HashSet<TypeVariable> _all = [];

    public void Add(TypeVariable variable, CodeType type)
    {
        var open = new Stack<TypeVariable>([variable]);
        while (open.TryPop(out var next))
        {
            var slot = Of(next);
            if (!slot.Types.Add(type)) continue;
            foreach (var act in slot.Acts.ToArray()) act(type);
            foreach (var target in slot.Targets) open.Push(target);
        }
    }

    public void Flow(TypeVariable from, TypeVariable to)
    {
        if (from == to || !Of(from).Targets.Add(to)) return;
        foreach (var type in Of(from).Types.ToArray()) Add(to, type);
    }

    public void Use(TypeVariable variable, Action<CodeType> act)
    {
        var slot = Of(variable);
        slot.Acts.Add(act);
        foreach (var type in slot.Types.ToArray()) act(type);
    }

    /// <summary>Code outside may call a generic method with any type it has been handed.</summary>
    public void BindToAll(CodeMethod method, IReadOnlyCollection<CodeType> known)
    {
        for (var index = 0; index < method.Signature.GenericParameterCount; index++)
            if (_all.Add(new(method, index)))
                foreach (var type in known.ToArray()) Add(new(method, index), type);
    }

    public void AddToAll(CodeType type)
    {
        foreach (var variable in _all.ToArray()) Add(variable, type);
    }

    private Slot Of(TypeVariable variable)
    {
        if (!_slots.TryGetValue(variable, out var slot)) _slots[variable] = slot = new Slot();
        return slot;
    }

    private sealed class Slot
    {
        public HashSet<CodeType> Types { get; } = [];

        public HashSet<TypeVariable> Targets { get; } = [];

        public List<Action<CodeType>> Acts { get; } = [];
    }
}
