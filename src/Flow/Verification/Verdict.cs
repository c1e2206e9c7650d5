namespace Steering.Flow;

/// <summary>What a rerun showed.</summary>
public enum Verdict
{
    /// <summary>Every output came out in the same bytes.</summary>
    Same,

    /// <summary>An output came out otherwise, with nothing read but what is declared.</summary>
    Differs,

    /// <summary>It reads a file or folder of the repository or the store that is not among its inputs.</summary>
    ReadsUndeclared,

    /// <summary>It failed, though it had everything it declares.</summary>
    Failed,

    /// <summary>It could not be tried: it has no result, the bytes of an input are not here, or it says itself that it never comes out the same.</summary>
    NotTried,
}

/// <summary>One stage that was verified.</summary>
/// <param name="Details">Which output with both digests, which files, or why it failed.</param>
/// <param name="WasHidden">True when the repository could not be seen; false when opened files were watched instead.</param>
public sealed record VerifiedStage(StageNode Node, Verdict Verdict, IReadOnlyList<string> Details, double Seconds, bool WasHidden);
