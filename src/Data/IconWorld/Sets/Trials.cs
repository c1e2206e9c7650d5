namespace Steering.Data.IconWorld.Sets;

/// <summary>Counts the scenes that are drawn for a set, so that a set that cannot be made ends in an error and not in endless work.</summary>
internal sealed class Trials(SceneSet set)
{
    private long _left = 1000 + (500L * set.Count);

    public void Next()
    {
        if (--_left >= 0) return;
        throw new InvalidOperationException(
            $"The set '{set.Stream}' of {set.Count} cannot be filled: scenes of {set.Scenes} hardly ever offer {string.Join(", ", set.Kinds.Select(kind => kind.Name()))} about {set.Ask}. "
            + "Let the scenes hold what is asked about, or ask for other kinds.");
    }
}
