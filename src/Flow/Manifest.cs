using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steering.Flow;

/// <summary>Everything known about one finished run of a stage, kept for ever beside its outputs and readable by a person.</summary>
/// <param name="Key">The stage's key; also the file's name.</param>
/// <param name="Parts">What the key was made of.</param>
/// <param name="Params">The parameters as JSON (the same text that went into the key).</param>
public sealed record Manifest(
    string Key, string Label, StageKey Parts, JsonElement Params, IReadOnlyList<ManifestInput> Inputs, IReadOnlyList<ManifestOutput> Outputs, RunRecord Run)
{
    /// <summary>The deep key it was first made under; null where an older program wrote it. No part of the key.</summary>
    public string? Deep { get; init; }

    /// <summary>Changes of code that were accepted without a rerun, the first at its front; null where there were none. No part of the key.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AcceptedCode>? Accepted { get; init; }

    /// <summary>The output of that name; null when the stage had none.</summary>
    public ManifestOutput? Output(string fileName) => Outputs.FirstOrDefault(output => output.Name == fileName);

    internal string ToJson() => JsonSerializer.Serialize(this, ManifestJson.Readable.Manifest);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is truncated or garbled.</exception>
    internal static Manifest FromJson(string text) =>
        JsonSerializer.Deserialize(text, ManifestJson.Readable.Manifest) is { } whole && whole.IsConsistent() ? whole : throw new JsonException("its parts contradict one another");

    /// <summary>The key is made from its parts and outputs are those the key names, so that a garbled path or digest cannot lead outside the store.</summary>
    private bool IsConsistent() =>
        Parts.Hash() == Key
        && Outputs.Select(output => output.Place is null ? output.Name : $"{output.Name} at {output.Place}").SequenceEqual(Parts.Outputs)
        && Inputs.Select(input => input.Digest).SequenceEqual(Parts.Inputs.Select(input => input.Digest))
        && Outputs.All(output => Flow.Digest.IsWellFormed(output.Digest));
}

/// <summary>An input as it was when the stage ran.</summary>
/// <param name="Name">Producer's label and file name, or the source's path.</param>
/// <param name="Digest">Digest that went into the key.</param>
/// <param name="ProducerKey">Key of the run that wrote it; null for a source.</param>
/// <param name="IsEdited">True when a person had edited it since the stage wrote it.</param>
public sealed record ManifestInput(string Name, string Digest, string? ProducerKey, bool IsEdited);

/// <summary>An output as it was published.</summary>
/// <param name="Digest">SHA-256 of its bytes, or of its tree: its address in the store.</param>
/// <param name="Meaning">The digest that downstream keys use; differs from <paramref name="Digest"/> where content is judged by what it says.</param>
/// <param name="Place">Where it was exported; null when it lies in the store.</param>
public sealed record ManifestOutput(string Name, string Digest, string Meaning, long Bytes, bool IsFolder, string? Place);

/// <summary>Circumstances of a run: recorded, never part of a key.</summary>
/// <param name="PeakMemoryBytes">Peak resident memory of the stage's process; null for a stage inside the host.</param>
/// <param name="Commit">Repository commit as the host gave it.</param>
/// <param name="SecondsBefore">Seconds spent by killed runs, up to the state from which this one went on.</param>
public sealed record RunRecord(
    DateTimeOffset Started, DateTimeOffset Finished, double Seconds, long? PeakMemoryBytes, string Host, string System, string Runtime,
    int MachineCores, string Device, int Threads, string CommandLine, string? Commit, double SecondsBefore = 0)
{
    /// <summary>What the result took in all.</summary>
    [JsonIgnore]
    public double TotalSeconds => SecondsBefore + Seconds;
}

[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ExportRecord))]
[JsonSerializable(typeof(ChildJob))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>Indented, letters as they are: a manifest is opened by people.</summary>
    public static ManifestJson Readable { get; } = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
