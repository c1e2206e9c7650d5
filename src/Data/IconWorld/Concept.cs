namespace Steering.Data.IconWorld;

/// <summary>
/// Where a concept may stand in the image stages. Asked (S): questions of tuning. Captioned (P): shown and captioned, never asked in tuning.
/// Unseen (N): in no image stage after the vision tower's. 60, 25 and 15 of 100 by hash of the name; datasets/IconWorld/splits.csv.
/// </summary>
public enum Exposure
{
    Asked,
    Captioned,
    Unseen,
}

/// <summary>One thing that five designers drew: its place in the atlas, name, kind, and a few words that people tag it with.</summary>
public sealed record Concept(int AtlasCell, string Name, string Kind, IReadOnlyList<string> Tags, string CodePoint, Exposure Exposure);

/// <summary>What WordNet says of a concept, in the sense that the drawing shows (datasets/IconWorld/wordnet.csv).</summary>
public sealed record WordNetEntry(string Name, IReadOnlyList<string> Hypernyms, IReadOnlyList<string> Parts, string Gloss);
