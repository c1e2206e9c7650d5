namespace Steering.Peft;

/// <summary>The two ends of a text: offsets of its first and of its last tokens. One too short for both is halved.</summary>
public static class PromptEnds
{
    /// <param name="count">Tokens of the text.</param>
    /// <param name="length">Of each end.</param>
    public static (IEnumerable<int> First, IEnumerable<int> Last) Of(int count, int length)
    {
        var each = count >= 2 * length ? length : count / 2;
        return (Enumerable.Range(0, each), Enumerable.Range(count - each, each));
    }
}
