namespace Steering.Peft;

/// <summary>Nothing is trained: what <see cref="PerPart"/> says of a part that stays as it is.</summary>
public sealed record Frozen : IPeftMethod
{
    public string Name => "frozen";
}
