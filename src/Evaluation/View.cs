namespace Steering.Evaluation;

/// <summary>What a model sees while it answers.</summary>
public enum View
{
    /// <summary>The picture that the question is about.</summary>
    Own,

    /// <summary>No picture: what language alone gives.</summary>
    None,

    /// <summary>Another question's picture: must fall to the blind level, or the test leaks.</summary>
    Shuffled,
}
