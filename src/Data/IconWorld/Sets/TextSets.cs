using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxies of the text-only benchmarks in their own files, made of the dictionary that language pretraining reads: what of it a model still knows
/// before and after tuning. Pretraining may have shown any of these sentences, so a number says something only beside another model's.
/// </summary>
public static class TextSets
{
    /// <summary>Choices and endings of an item.</summary>
    public const int Options = 4;

    private const int ShortestGloss = 6;

    /// <summary>Proxy of MMLU: what is a thing a kind of, and what has it; subjects kinds and parts, by turns as far as the facts go.</summary>
    public static void WriteMmlu(World world, SceneSet set, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var subject in MmluRows(world, set).GroupBy(row => row.Subject, StringComparer.Ordinal))
            MmluFiles.Write(Path.Combine(folder, subject.Key + "_test.jsonl"), subject);
    }

    public static IReadOnlyList<MmluRow> MmluRows(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var parts = world.Concepts.Where(concept => world.Atlas.WordNet.TryGetValue(concept.Name, out var entry) && entry.Parts.Count > 0)
            .Select(concept => (concept.Name, Parts: world.Atlas.WordNet[concept.Name].Parts)).ToList();
        var all = parts.SelectMany(thing => thing.Parts).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var rows = new List<MmluRow>();
        while (rows.Count < set.Count)
        {
            if (rows.Count % 2 == 0 || parts.Count == 0)
            {
                var concept = chance.Pick(world.Concepts);
                rows.Add(Row(chance, $"{World.Article(concept.Name)}{concept.Name} is a kind of", "kinds", concept.Kind, [.. world.Kinds.Where(kind => kind != concept.Kind)]));
            }
            else
            {
                var thing = chance.Pick(parts);
                rows.Add(Row(chance, $"{World.Article(thing.Name)}{thing.Name} has a", "parts", chance.Pick(thing.Parts), [.. all.Except(thing.Parts)]));
            }
        }
        return rows;
    }

    /// <summary>
    /// Proxy of HellaSwag: a word and the first half of its gloss; the endings are the second halves of this gloss and of three others, whose first
    /// word somewhere follows the last one of the beginning, so that two words alone do not tell.
    /// </summary>
    public static void WriteHellaSwag(World world, SceneSet set, string folder)
    {
        Directory.CreateDirectory(folder);
        HellaSwagFiles.Write(Path.Combine(folder, "hellaswag_val.jsonl"), HellaSwagRows(world, set));
    }

    public static IReadOnlyList<HellaSwagRow> HellaSwagRows(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var glosses = world.Atlas.Glosses.Select(Gloss.Of).OfType<Gloss>().ToList();
        var followers = glosses.SelectMany(gloss => gloss.Words.Zip(gloss.Words.Skip(1))).ToLookup(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var order = glosses.ToList();
        chance.Shuffle(order);
        var rows = new List<HellaSwagRow>();
        foreach (var gloss in order)
        {
            if (rows.Count == set.Count) break;
            var wrong = Enumerable.Range(0, 400).Select(_ => chance.Pick(glosses)).Where(other => followers[gloss.Last].Contains(other.Words[other.Cut]) && other.End != gloss.End)
                .Select(other => other.End).Distinct(StringComparer.Ordinal).Take(Options - 1).ToList();
            if (wrong.Count < Options - 1) continue;
            var (endings, right) = Mixed(chance, gloss.End, wrong);
            rows.Add(new HellaSwagRow(gloss.Word, gloss.Beginning, "", gloss.Beginning, endings, right));
        }
        return rows.Count == set.Count ? rows : throw new InvalidOperationException($"The dictionary offers {rows.Count} beginnings with {Options} fitting endings; ask for fewer than {set.Count}.");
    }

    private static MmluRow Row(Chance chance, string question, string subject, string right, List<string> wrong)
    {
        chance.Shuffle(wrong);
        var (choices, answer) = Mixed(chance, right, [.. wrong.Take(Options - 1)]);
        return new MmluRow(question, subject, choices, answer);
    }

    private static (IReadOnlyList<string> Options, int Right) Mixed(Chance chance, string right, List<string> wrong)
    {
        List<string> options = [right, .. wrong];
        chance.Shuffle(options);
        return (options, options.IndexOf(right));
    }

    /// <summary>"word: first half second half."</summary>
    private sealed record Gloss(string Word, IReadOnlyList<string> Words)
    {
        public int Cut => Words.Count / 2;

        public string Last => Words[Cut - 1];

        public string Beginning => string.Join(' ', Words.Take(Cut));

        public string End => string.Join(' ', Words.Skip(Cut));

        public static Gloss? Of(string line)
        {
            var at = line.IndexOf(": ", StringComparison.Ordinal);
            var words = at < 0 ? [] : line[(at + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length < ShortestGloss || line.Contains('[', StringComparison.Ordinal) ? null : new Gloss(line[..at], words);
        }
    }
}
