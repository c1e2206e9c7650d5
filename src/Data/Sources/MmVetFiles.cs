namespace Steering.Data.Sources;

/// <summary>
/// MM-Vet's own files (Yu et al. 2024): mm-vet.json <c>{id: {imagename, question, answer, capability}}</c>, pictures by their names; and the
/// answers its evaluator reads, <c>{id: answer}</c>. As a sample: the reference with its &lt;AND&gt; and &lt;OR&gt; as answer, the set of
/// capabilities, sorted and joined by underscores, as category.
/// </summary>
public static class MmVetFiles
{
    public static IReadOnlyList<Sample> Read(string path)
    {
        using var document = JsonText.Parse(path);
        return
        [
            .. new JsonField(document.RootElement, path, "").Members().Select(entry => new Sample
            {
                Id = entry.Name,
                Image = entry.Value.Member("imagename").Text(),
                Turns = [new Turn(entry.Value.Member("question").Text(), entry.Value.Member("answer").Text())],
                Answers = [entry.Value.Member("answer").Text()],
                Category = CapabilitySet(entry.Value.Member("capability").Items().ConvertAll(name => name.Text())),
            }),
        ];
    }

    /// <summary>Order and repeats do not count.</summary>
    public static string CapabilitySet(IEnumerable<string> capabilities) => string.Join('_', capabilities.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    public static IReadOnlyList<string> Capabilities(string set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set.Split('_');
    }

    /// <summary>A finished grade file of the official evaluator: for each question its score in every run.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> ReadGrades(string path)
    {
        using var document = JsonText.Parse(path);
        return new JsonField(document.RootElement, path, "").Members().ToDictionary(
            entry => entry.Name, entry => (IReadOnlyList<double>)entry.Value.Member("score").Items().ConvertAll(score => score.Real()), StringComparer.Ordinal);
    }

    /// <summary>Writes what the official evaluator reads: each answer under its id, "v1_" before a bare number; the last for an id counts.</summary>
    public static void WriteAnswers(string path, IEnumerable<LlavaAnswer> answers)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var answer in answers) last[answer.Id.StartsWith("v1_", StringComparison.Ordinal) ? answer.Id : "v1_" + answer.Id] = answer.Text;
        File.WriteAllBytes(path, JsonRow.Of(writer =>
        {
            writer.WriteStartObject();
            foreach (var (id, text) in last) writer.WriteString(id, text);
            writer.WriteEndObject();
        }));
    }

    public static void Write(string path, IEnumerable<Sample> samples) => File.WriteAllBytes(path, JsonRow.Of(writer =>
    {
        writer.WriteStartObject();
        foreach (var sample in samples)
        {
            writer.WriteStartObject(sample.Id);
            writer.WriteString("imagename", sample.Image);
            writer.WriteString("question", sample.Turns[0].Question);
            writer.WriteString("answer", sample.Answers[0]);
            writer.WriteStartArray("capability");
            foreach (var name in Capabilities(sample.Category)) writer.WriteStringValue(name);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }));
}
