namespace Steering.Stages;

/// <summary>One thing that a paper claims, and what decides it.</summary>
/// <param name="Id">As everywhere in this project: LS for LLaVA Steering, MRT for its sibling, OWN for what neither paper asks.</param>
/// <param name="Where">Section, table or figure that says it.</param>
/// <param name="Test">How it is decided; also what a reader is told.</param>
/// <param name="OnPrint">What the printed numbers themselves say to it.</param>
public sealed record Claim(string Id, string Text, string Where, ClaimTest Test, string OnPrint);
