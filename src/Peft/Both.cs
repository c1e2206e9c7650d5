namespace Steering.Peft;

/// <summary>
/// Two methods at once. Where both edit one linear map or one stream, the second acts on what the first made of it; more than two nest.
/// </summary>
public sealed record Both(IPeftMethod First, IPeftMethod Second) : IPeftMethod
{
    public string Name => $"{First.Name} + {Second.Name}";

    public string Positions => string.Join(" and ", new[] { First.Positions, Second.Positions }.Where(text => text.Length > 0));

    public IReadOnlyList<IPeftMethod> Members => [.. First.Members, .. Second.Members];

    public IPeftMethod? Within(ModelPart part) => (First.Within(part), Second.Within(part)) switch
    {
        (null, var second) => second,
        (var first, null) => first,
        (var first, var second) => new Both(first, second),
    };
}
