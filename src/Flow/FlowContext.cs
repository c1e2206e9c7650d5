namespace Steering.Flow;

/// <summary>What the host gives the engine, once: where things lie and which program runs.</summary>
/// <param name="Store">The open store.</param>
/// <param name="Root">The repository's root; relative sources and exports start here.</param>
/// <param name="Code">Which code a stage depends on.</param>
public sealed record FlowContext(Store Store, string Root, CodeDigest Code)
{
    /// <summary>Device class that stages with a GPU compute on, e.g. "cpu" or "cuda"; all others compute on the CPU.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Where other machines' results are looked for and this one's are copied to; null for none.</summary>
    public IRemoteStore? Shared { get; init; }

    /// <summary>How long the shared store may take to answer before the build goes on without it.</summary>
    public TimeSpan SharedPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For records and expected times only; no key reads it.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>True when the file or folder at an absolute path is safe elsewhere byte for byte (committed, say), so that an export may replace it.</summary>
    public Func<string, bool> IsKeptElsewhere { get; init; } = _ => false;

    /// <summary>Told of the plan before anything runs; it refuses a run by throwing. Null for none.</summary>
    public Action<Plan>? BeforeRun { get; init; }

    /// <summary>As typed, for the manifest.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Repository commit, for the manifest; null when unknown.</summary>
    public string? Commit { get; init; }
}
