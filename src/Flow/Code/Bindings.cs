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

    /// <summary>What is reached in a way that says nothing of its arguments may be given any type there is.</summary>
    /// <param name="owner">A method or a type.</param>
    /// <param name="known">The types that are there already.</param>
    public void BindToAll(object owner, int parameters, IReadOnlyCollection<CodeType> known)
    {
        for (var index = 0; index < parameters; index++)
            if (_all.Add(new(owner, index)))
                foreach (var type in known.ToArray()) Add(new(owner, index), type);
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
