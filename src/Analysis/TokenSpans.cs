namespace Steering.Analysis;

/// <summary>The parts of a context that an answer attends to.</summary>
public enum Modality
{
    /// <summary>What stands before the picture: the system's sentence and the role.</summary>
    System,

    /// <summary>The picture's tokens.</summary>
    Visual,

    /// <summary>The question behind the picture, up to where the answer begins.</summary>
    User,

    /// <summary>The answer itself, as far as it is written.</summary>
    Answer,
}

/// <summary>Where the four parts of one sequence stand: each begins where the one before it ends, the first at 0.</summary>
/// <param name="Visual">First visual token.</param>
/// <param name="User">First token behind the picture.</param>
/// <param name="Answer">First token of the answer.</param>
/// <param name="End">Behind its last.</param>
public sealed record TokenSpans(int Visual, int User, int Answer, int End)
{
    /// <summary>First position of a part, and the one behind its last.</summary>
    public (int Start, int End) Of(Modality part) => part switch
    {
        Modality.System => (0, Visual),
        Modality.Visual => (Visual, User),
        Modality.User => (User, Answer),
        _ => (Answer, End),
    };

    /// <exception cref="ArgumentException">The parts are out of order, or there is no picture, no question or no answer.</exception>
    public TokenSpans Checked() => Visual >= 0 && Visual < User && User < Answer && Answer < End
        ? this
        : throw new ArgumentException($"{this}: a picture, a question and an answer must follow one another. Leave out samples that lack one.");
}
