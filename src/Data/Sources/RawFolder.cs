namespace Steering.Data.Sources;

/// <summary>A published on-disk format.</summary>
public enum RawFormat
{
    /// <summary>LLaVA's JSON list (558k and 665k alike): one *.json, pictures under images/.</summary>
    Llava,

    /// <summary>VQAv2: *questions.json, *annotations.json, pictures under val2014/.</summary>
    VqaV2,

    /// <summary>ScienceQA: problems.json, pid_splits.json, pictures under images/{split}/{id}/.</summary>
    ScienceQa,

    /// <summary>POPE: coco/coco_pope_{category}.json, pictures under val2014/.</summary>
    Pope,
}

/// <summary>One data set as its publishers lay it out, read as samples; every named picture must be there.</summary>
public static class RawFolder
{
    private const string TestSplit = "test";

    /// <summary>Folder of the pictures that samples name.</summary>
    public static string Images(string folder, RawFormat format) =>
        Path.Combine(folder, format is RawFormat.VqaV2 or RawFormat.Pope ? "val2014" : "images");

    /// <exception cref="InvalidDataException">A broken file, row or line; the message names it.</exception>
    /// <exception cref="FileNotFoundException">A missing file or picture.</exception>
    public static async Task<IReadOnlyList<Sample>> ReadAsync(string folder, RawFormat format, CancellationToken cancel)
    {
        var samples = format switch
        {
            RawFormat.Llava => await ReadLlavaAsync(Single(folder, "*.json"), cancel),
            RawFormat.VqaV2 => VqaV2Files.Read(Single(folder, "*questions.json"), Single(folder, "*annotations.json"), ".png"),
            RawFormat.ScienceQa => ScienceQaFiles.Read(Path.Combine(folder, "problems.json"), Path.Combine(folder, "pid_splits.json"), TestSplit),
            RawFormat.Pope => PopeFiles.Read(Path.Combine(folder, "coco")),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
        SampleImages.Require(folder, samples, Images(folder, format));
        return samples;
    }

    private static async Task<IReadOnlyList<Sample>> ReadLlavaAsync(string path, CancellationToken cancel)
    {
        var samples = new List<Sample>();
        await foreach (var sample in LlavaJson.ReadAsync(path, cancel)) samples.Add(sample);
        return samples;
    }

    private static string Single(string folder, string pattern) => Directory.GetFiles(folder, pattern) switch
    {
        [var only] => only,
        [] => throw new FileNotFoundException($"{folder} has no file {pattern}. Fetch the data set again, or correct the folder.", Path.Combine(folder, pattern)),
        var several => throw new InvalidDataException(
            $"{folder} has {several.Length} files {pattern} ({string.Join(", ", several.Select(Path.GetFileName).Order(StringComparer.Ordinal))}); keep one."),
    };
}
