namespace Steering.Stages;

/// <summary>A claim that no stage of this project can decide yet, with the reason.</summary>
public sealed record Open(string Test, string Why) : ClaimTest
{
    public override string Words => Test;

    public override Finding Decide(Evidence evidence) => Finding.NotRun(Why);
}
