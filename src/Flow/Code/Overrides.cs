namespace Steering.Flow;

/// <summary>Which bodies fill the slots of a constructed type.</summary>
internal static class Overrides
{
    /// <summary>Every body that a call of the slot may run on an object of the type; more than one only where defaults of interfaces compete.</summary>
    public static IEnumerable<CodeMethod> Of(CodeType type, CodeMethod slot) =>
        slot.Type.IsInterface ? OfInterface(type, slot) : OfClass(type, slot);

    /// <summary>Bodies that code outside may run on an object of the type: what overrides or implements members declared outside.</summary>
    public static IEnumerable<CodeMethod> ForOutside(CodeType type)
    {
        foreach (var level in type.Chain.TakeWhile(level => level.IsWalked))
        {
            foreach (var (body, slot) in level.Stated)
                if (!slot.Type.IsWalked) yield return body;
            foreach (var method in level.Methods)
                if (method.IsVirtual && !method.IsStatic && !method.IsNewSlot && !IsDeclaredInside(level, method)) yield return method;
        }
        foreach (var face in type.Ancestors.Where(face => face is { IsInterface: true, IsWalked: false }))
            foreach (var slot in face.Methods)
                foreach (var body in OfInterface(type, slot).Where(body => body.Type.IsWalked)) yield return body;
    }

    private static bool IsDeclaredInside(CodeType level, CodeMethod method) =>
        level.Chain.Skip(1).TakeWhile(parent => parent.IsWalked).Any(parent => parent.MethodsByName[method.RawName].Any(slot => slot.IsVirtual && slot.IsNewSlot && method.Fits(slot)));

    /// <summary>
    /// The class nearest to the type that lists the interface decides: by an explicit body, or by the first public method of that name from
    /// there upwards, which a nearer class may override. A generic interface may be implemented several times: all bodies count.
    /// </summary>
    private static CodeMethod[] OfInterface(CodeType type, CodeMethod slot)
    {
        if (!type.Ancestors.Contains(slot.Type)) return [];
        foreach (var level in type.Chain.Where(level => !level.IsInterface && level.Interfaces.Any(face => face.Head?.Ancestors.Contains(slot.Type) == true)))
        {
            CodeMethod[] bodies = [.. level.Stated.Where(pair => pair.Slot == slot).Select(pair => pair.Body), .. Implicit(level, slot)];
            if (bodies.Length > 0) return [.. bodies.SelectMany(body => body.IsVirtual && !body.IsStatic ? OfClass(type, body) : [body]).Distinct()];
        }
        var defaults = type.Ancestors.Where(face => face.IsInterface).SelectMany(face => face.Stated).Where(pair => pair.Slot == slot).Select(pair => pair.Body);
        return [.. slot.HasBody ? defaults.Append(slot) : defaults];
    }

    private static IEnumerable<CodeMethod> Implicit(CodeType level, CodeMethod slot)
    {
        var found = level.Chain.Select(parent => parent.MethodsByName[slot.RawName].Where(method => method.IsPublic && method.Fits(slot)).ToArray()).Where(fits => fits.Length > 0);
        return (slot.Type.Row.GetGenericParameters().Count > 0 ? found : found.Take(1)).SelectMany(fits => fits);
    }

    private static CodeMethod[] OfClass(CodeType type, CodeMethod slot)
    {
        if (!type.Ancestors.Contains(slot.Type)) return [];
        foreach (var level in type.Chain)
        {
            CodeMethod[] bodies =
            [
                .. level.Stated.Where(pair => pair.Slot == slot).Select(pair => pair.Body),
                .. level == slot.Type ? [slot] : level.MethodsByName[slot.RawName].Where(method => method.IsVirtual && !method.IsNewSlot && method.Fits(slot)),
            ];
            if (bodies.Length > 0) return bodies;
        }
        return [];
    }
}
