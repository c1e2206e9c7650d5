namespace Steering.Tensors;

/// <summary>
/// Positions that somebody names one by one, in the stead of every rule a method has: token-level control does so, and the released
/// behaviour. A method with editors for several groups of tokens reads one entry for each. In the language model and behind the connector; a
/// vision tower's editors act where their method says.
/// </summary>
/// <param name="Groups">Group, then row, then positions of the sequence. A group that is not there is not steered.</param>
public sealed record TokenChoice(IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Groups)
{
    public IReadOnlyList<int> Of(int group, int row) => group < Groups.Count ? Groups[group][row] : [];
}
