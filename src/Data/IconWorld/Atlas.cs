using Steering.Data.Imaging;

namespace Steering.Data.IconWorld;

/// <summary>
/// Everything datasets/IconWorld ships, checked against its SHA256SUMS: the concepts, their drawings in five styles (48-pixel RGBA cells),
/// their exposure, what WordNet says of them, and plain glosses of common nouns.
/// </summary>
public sealed class Atlas
{
    /// <summary>Side of a cell in pixels.</summary>
    public const int Cell = 48;

    private readonly byte[][] _sheets;
    private readonly int _columns;

    private Atlas(IReadOnlyList<Concept> concepts, IReadOnlyDictionary<string, WordNetEntry> wordNet, IReadOnlyList<string> glosses, byte[][] sheets, int columns) =>
        (Concepts, WordNet, Glosses, _sheets, _columns) = (concepts, wordNet, glosses, sheets, columns);

    /// <summary>All concepts in the atlas's order (by name).</summary>
    public IReadOnlyList<Concept> Concepts { get; }

    /// <summary>By concept name; a concept without an accepted sense is absent.</summary>
    public IReadOnlyDictionary<string, WordNetEntry> WordNet { get; }

    /// <summary>Lines "word: gloss." of common nouns.</summary>
    public IReadOnlyList<string> Glosses { get; }

    /// <summary>Reads and checks the folder; about 50 ms.</summary>
    public static Atlas Load(string folder)
    {
        var files = new CheckedFolder(folder);
        var exposure = files.ReadTable("splits.csv").ToDictionary(row => row[0], row => Letter(row[1]), StringComparer.Ordinal);
        var concepts = files.ReadTable("concepts.csv").Select((row, index) => new Concept(
            index, row[0], row[1], row[5].Split(';', StringSplitOptions.RemoveEmptyEntries), row[4],
            exposure.TryGetValue(row[0], out var part) ? part : throw new InvalidDataException($"{folder}/splits.csv lacks '{row[0]}' of concepts.csv. Run make-atlas.sh again."))).ToList();
        var wordNet = files.ReadTable("wordnet.csv").ToDictionary(
            row => row[0],
            row => new WordNetEntry(row[0], row[2].Split(';', StringSplitOptions.RemoveEmptyEntries), row[3].Split(';', StringSplitOptions.RemoveEmptyEntries), row[4]),
            StringComparer.Ordinal);
        var sheets = new byte[Style.Names.Count][];
        var columns = 0;
        for (var style = 0; style < sheets.Length; style++)
        {
            var name = $"atlas/{Style.Names[style]}.png";
            var (header, pixels) = PngDecoder.Decode(files.Read(name), Path.Combine(folder, name), channels: 4);
            columns = header.Width / Cell;
            if (columns * (header.Height / Cell) < concepts.Count)
            {
                throw new InvalidDataException($"{folder}/{name} holds {columns * (header.Height / Cell)} cells for {concepts.Count} concepts. Run make-atlas.sh again.");
            }
            sheets[style] = pixels;
        }
        return new Atlas(concepts, wordNet, files.ReadLines("glosses.txt"), sheets, columns);
    }

    /// <summary>One drawing: RGBA bytes of Cell x Cell pixels.</summary>
    public byte[] Drawing(Concept concept, int style)
    {
        ArgumentNullException.ThrowIfNull(concept);
        var drawing = new byte[Cell * Cell * 4];
        var stride = _columns * Cell * 4;
        var start = (concept.AtlasCell / _columns * Cell * stride) + (concept.AtlasCell % _columns * Cell * 4);
        for (var y = 0; y < Cell; y++) _sheets[style].AsSpan(start + (y * stride), Cell * 4).CopyTo(drawing.AsSpan(y * Cell * 4));
        return drawing;
    }

    private static Exposure Letter(string letter) => letter switch
    {
        "S" => Exposure.Asked,
        "P" => Exposure.Captioned,
        "N" => Exposure.Unseen,
        _ => throw new InvalidDataException($"splits.csv: '{letter}' is no split; there are S, P and N. Run make-atlas.sh again."),
    };
}
