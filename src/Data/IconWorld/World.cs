using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Steering.Data.Imaging;

namespace Steering.Data.IconWorld;

/// <summary>
/// A subset of the atlas's concepts, chosen by hash with 60, 25 and 15 of 100 asked, captioned and unseen, and their drawings at the sizes
/// that scenes use. Concepts are numbered 0 … Count − 1 in order of name; the words of signs follow, Count … Total − 1. Safe for many threads.
/// </summary>
public sealed class World
{
    private const int ThemeCount = 24;
    private const int ThemeSize = 12;
    private readonly byte[]?[] _icons;

    public World(Atlas atlas, int concepts, bool oneWordNames = true, int words = 0)
    {
        ArgumentNullException.ThrowIfNull(atlas);
        Atlas = atlas;
        Concepts = Choose(atlas, concepts, oneWordNames);
        All = [.. Concepts, .. ChooseWords(atlas, words)];
        Kinds = [.. Concepts.Select(concept => concept.Kind).Distinct().Order(StringComparer.Ordinal)];
        _icons = new byte[Total * Style.Names.Count * Sizes.Count][];
        var chance = Chance.Of(7, "themes");
        Themes = [.. Enumerable.Range(0, ThemeCount).Select(_ => Theme(chance))];
    }

    /// <summary>Sides that a drawing can have in a scene, in pixels.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [18, 21, 24, 27, 30, 33, 36, 39, 42, 45];

    public Atlas Atlas { get; }

    public IReadOnlyList<Concept> Concepts { get; }

    public int Count => Concepts.Count;

    /// <summary>Concepts and words of signs together.</summary>
    public int Total => All.Count;

    /// <summary>The concepts, and the words of signs as such, by number.</summary>
    public IReadOnlyList<Concept> All { get; }

    /// <summary>The kinds of this world's concepts, sorted.</summary>
    public IReadOnlyList<string> Kinds { get; }

    /// <summary>Sets of concepts that are often seen together (the co-occurrence behind POPE's adversarial negatives).</summary>
    public IReadOnlyList<IReadOnlyList<int>> Themes { get; }

    /// <summary>Reads datasets/IconWorld and takes a subset of it.</summary>
    public static World Load(string folder, int concepts, bool oneWordNames = true, int words = 0) => new(Atlas.Load(folder), concepts, oneWordNames, words);

    public string Name(int concept) => All[concept].Name;

    /// <summary>Whether a number is that of a sign's word.</summary>
    public bool IsSign(int concept) => concept >= Count;

    /// <summary>What an object is called: "cat", "exit sign".</summary>
    public string Noun(int concept) => IsSign(concept) ? $"{Name(concept)} {Signs.Kind}" : Name(concept);

    /// <summary>The number of a concept or of a sign's word by name.</summary>
    public int Number(string name)
    {
        for (var i = 0; i < Total; i++)
        {
            if (All[i].Name == name) return i;
        }
        throw new ArgumentException($"'{name}' is none of this world's {Count} concepts. Was the record written for a larger world?", nameof(name));
    }

    /// <summary>The concepts of a pool, in order of number.</summary>
    public IReadOnlyList<int> Pool(ConceptPool pool)
    {
        var chosen = Pool(pool, 0, Count);
        return chosen.Count > 0 ? chosen : throw new ArgumentException($"This world of {Count} concepts has none in the pool {pool}. Take more concepts.", nameof(pool));
    }

    /// <summary>The words of signs of a pool, in order of number; none in a world without words.</summary>
    public IReadOnlyList<int> Words(ConceptPool pool) => Pool(pool, Count, Total);

    private List<int> Pool(ConceptPool pool, int from, int to)
    {
        var asked = 0;
        var chosen = new List<int>();
        for (var i = from; i < to; i++)
        {
            var part = All[i].Exposure switch
            {
                Exposure.Asked => asked++ % 2 == 0 ? ConceptPool.AskedFirst : ConceptPool.AskedSecond,
                Exposure.Captioned => ConceptPool.Captioned,
                _ => ConceptPool.Unseen,
            };
            if ((pool & part) != ConceptPool.None) chosen.Add(i);
        }
        return chosen;
    }

    /// <summary>"a cat", "an ant", "an exit sign".</summary>
    public string WithArticle(int concept) => Article(Name(concept)) + Noun(concept);

    internal static string Article(string noun) => noun[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ";

    /// <summary>RGBA pixels of a drawing, <paramref name="size"/> x <paramref name="size"/>; made once, then shared. Do not write to it.</summary>
    internal byte[] Icon(int concept, int style, int size)
    {
        var place = (size - Sizes[0]) / 3;
        if (place < 0 || place >= Sizes.Count || Sizes[place] != size) throw new ArgumentOutOfRangeException(nameof(size), $"Drawings have sides of {string.Join(", ", Sizes)} pixels, not {size}.");
        ref var icon = ref _icons[(((concept * Style.Names.Count) + style) * Sizes.Count) + place];
        return Volatile.Read(ref icon)
            ?? Interlocked.CompareExchange(ref icon, Resized(concept, style, size), null)
            ?? icon;
    }

    /// <summary>Words of signs with the exposures of concepts: 60, 25 and 15 of 100 by hash; none is a name or kind of the atlas.</summary>
    private static IEnumerable<Concept> ChooseWords(Atlas atlas, int count)
    {
        var taken = atlas.Concepts.SelectMany(concept => (string[])[concept.Name, concept.Kind]).ToHashSet(StringComparer.Ordinal);
        var fitting = Signs.Words.Where(word => !taken.Contains(word)).OrderBy(word => Rank("sign " + word)).ToList();
        if (count > fitting.Count) throw new ArgumentOutOfRangeException(nameof(count), $"There are {fitting.Count} words for signs, not {count}.");
        var (captioned, unseen) = Withheld(count);
        return fitting.Take(count)
            .Select((word, rank) => new Concept(-1, word, Signs.Kind, [], "", rank < captioned ? Exposure.Captioned : rank < captioned + unseen ? Exposure.Unseen : Exposure.Asked))
            .OrderBy(word => word.Name, StringComparer.Ordinal);
    }

    private static IReadOnlyList<Concept> Choose(Atlas atlas, int count, bool oneWordNames)
    {
        var fitting = atlas.Concepts.Where(concept => !oneWordNames || !concept.Name.Contains(' ', StringComparison.Ordinal)).ToList();
        if (count < 8 || count > fitting.Count) throw new ArgumentOutOfRangeException(nameof(count), $"A world has from 8 to {fitting.Count} concepts, not {count}.");
        var (captioned, unseen) = Withheld(count);
        var ranked = fitting.OrderBy(concept => Rank(concept.Name)).ToList();
        var quota = new Dictionary<Exposure, int> { [Exposure.Asked] = count - captioned - unseen, [Exposure.Captioned] = captioned, [Exposure.Unseen] = unseen };
        var chosen = ranked.Where(concept => quota[concept.Exposure]-- > 0).ToList();
        chosen.AddRange(ranked.Except(chosen).Take(count - chosen.Count)); // only where one exposure has too few: the whole atlas, nearly
        return [.. chosen.OrderBy(concept => concept.Name, StringComparer.Ordinal)];
    }

    /// <summary>How many of <paramref name="count"/> concepts or words are only captioned, and how many unseen: 25 and 15 of 100.</summary>
    private static (int Captioned, int Unseen) Withheld(int count) => ((int)Math.Round(count * 0.25), (int)Math.Round(count * 0.15));

    private static uint Rank(string name) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("subset " + name)));

    private byte[] Resized(int concept, int style, int size) =>
        Resize.Rgba(IsSign(concept) ? Lettering.Draw(Name(concept), style) : Atlas.Drawing(Concepts[concept], style), Atlas.Cell, Atlas.Cell, size, size, Resampling.Lanczos);

    private List<int> Theme(Chance chance)
    {
        var all = Enumerable.Range(0, Count).ToList();
        chance.Shuffle(all);
        return all.GetRange(0, Math.Min(ThemeSize, Count));
    }
}
