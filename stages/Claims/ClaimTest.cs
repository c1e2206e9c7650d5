using Steering.Reporting;

namespace Steering.Stages;

/// <summary>A cell of one of the tables that claims are decided by.</summary>
public sealed record CellName(string Table, string Row, string Column)
{
    public override string ToString() => $"{Table}:{Row}/{Column}";
}

/// <summary>What a test found: its verdict, and the numbers behind it in words.</summary>
/// <param name="Rows">Rows whose further seeds could tell, while it is undecided.</param>
public sealed record Finding(Verdict Verdict, string Numbers, IReadOnlyList<CellName> Rows)
{
    public static Finding NotRun(string why) => new(Verdict.NotRun, why, []);
}

/// <summary>What decides a claim. A test is plain data, so that a changed margin makes the verdict stale and nothing else.</summary>
public abstract record ClaimTest
{
    /// <summary>The cells it reads; where one is not there, the claim is not run.</summary>
    public virtual IReadOnlyList<CellName> Cells => [];

    /// <summary>The counts it reads, by <see cref="CountedMethod"/>.</summary>
    public virtual IReadOnlyList<CountedMethod> Counts => [];

    /// <summary>The rows whose attention it reads.</summary>
    public virtual IReadOnlyList<string> Attention => [];

    /// <summary>The rows whose loss landscape it reads.</summary>
    public virtual IReadOnlyList<string> Landscapes => [];
    /// <summary>The files of times it reads, by name.</summary>
    public virtual IReadOnlyList<string> Clocks => [];

    /// <summary>The files of figures it reads, by name.</summary>
    public virtual IReadOnlyList<string> Figures => [];

    /// <summary>The test in words.</summary>
    public abstract string Words { get; }

    public abstract Finding Decide(Evidence evidence);
}

/// <summary>A method counted on a model, both as the paper names them.</summary>
public sealed record CountedMethod(string Model, string Method);
