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

    /// <summary>GQA: *_questions.json, pictures under images/.</summary>
    Gqa,

    /// <summary>TextVQA: TextVQA_*_val.json, pictures under train_images/.</summary>
    TextVqa,

    /// <summary>TextVQA with the words an OCR system found, from LLaVA's list *_ocr.jsonl.</summary>
    TextVqaOcr,

    /// <summary>VizWiz's validation split: val.json or Annotations/val.json, pictures under val/.</summary>
    VizWiz,

    /// <summary>VizWiz's test split, which has no answers.</summary>
    VizWizTest,

    /// <summary>MME: a folder a subtask, pictures in it or under its images/.</summary>
    Mme,

    /// <summary>IconQA's choose_txt problems of the test split: {test}/{choose_txt}/{id}/.</summary>
    IconQaText,

    /// <summary>IconQA's fill_in_blank problems of the test split.</summary>
    IconQaBlank,

    /// <summary>VQAv2's test split, which has no annotations: *questions.json, pictures under test2015/.</summary>
    VqaV2Test,

    /// <summary>Image classification: a folder a class, in the folder or under its test/ or val/.</summary>
    ClassFolders,

    /// <summary>MMMU as LLaVA's evaluation reads it: anns_for_eval.json, answer_dict_val.json, pictures under all_images/.</summary>
    Mmmu,

    /// <summary>HallusionBench: HallusionBench.json, pictures under hallusion_bench/{category}/{subcategory}/.</summary>
    HallusionBench,

    /// <summary>MM-Vet: mm-vet.json, pictures under images/.</summary>
    MmVet,

    /// <summary>HellaSwag: hellaswag_val.jsonl, for examples hellaswag_train.jsonl; no pictures.</summary>
    HellaSwag,

    /// <summary>MMLU: {subject}_test.jsonl, for examples {subject}_dev.jsonl; no pictures.</summary>
    Mmlu,
}

/// <summary>One data set as its publishers lay it out, read as samples; every named picture must be there.</summary>
public static class RawFolder
{
    private const string TestSplit = "test";

    /// <summary>Folder of the pictures that samples name.</summary>
    public static string Images(string folder, RawFormat format) => Path.Combine(folder, format switch
    {
        RawFormat.IconQaText or RawFormat.IconQaBlank => IconQaFiles.Root(folder),
        RawFormat.ClassFolders => ClassFolders.Root(folder),
        RawFormat.VqaV2 or RawFormat.Pope => "val2014",
        RawFormat.TextVqa or RawFormat.TextVqaOcr => "train_images",
        RawFormat.VizWiz => "val",
        RawFormat.VizWizTest => TestSplit,
        RawFormat.Mme => "",
        RawFormat.VqaV2Test => VqaV2Files.TestSubtype,
        RawFormat.Mmmu => "all_images",
        RawFormat.HallusionBench => "hallusion_bench",
        _ => "images",
    });

    /// <exception cref="InvalidDataException">A broken file, row or line; the message names it.</exception>
    /// <exception cref="FileNotFoundException">A missing file or picture.</exception>
    public static async Task<IReadOnlyList<Sample>> ReadAsync(string folder, RawFormat format, CancellationToken cancel)
    {
        var samples = format switch
        {
            RawFormat.Llava => await ReadLlavaAsync(Single(folder, "*.json"), cancel),
            RawFormat.VqaV2 => VqaV2Files.Read(Single(folder, "*questions.json"), Single(folder, "*annotations.json"), SampleImages.ExtensionIn(Images(folder, format))),
            RawFormat.ScienceQa => ScienceQaFiles.Read(Path.Combine(folder, "problems.json"), Path.Combine(folder, "pid_splits.json"), TestSplit),
            RawFormat.Pope => PopeFiles.Read(Path.Combine(folder, "coco")),
            RawFormat.Gqa => GqaFiles.Read(Single(folder, "*_questions.json"), SampleImages.ExtensionIn(Images(folder, format))),
            RawFormat.TextVqa => TextVqaFiles.Read(Single(folder, "TextVQA_*.json"), SampleImages.ExtensionIn(Images(folder, format))),
            RawFormat.TextVqaOcr => TextVqaFiles.Read(Single(folder, "TextVQA_*.json"), SampleImages.ExtensionIn(Images(folder, format)), Single(folder, "*_ocr.jsonl")),
            RawFormat.VizWiz => VizWizFiles.Read(VizWizFiles.AnnotationsOf(folder, "val")),
            RawFormat.VizWizTest => VizWizFiles.Read(VizWizFiles.AnnotationsOf(folder, TestSplit)),
            RawFormat.Mme => MmeFiles.Read(folder),
            RawFormat.IconQaText => IconQaFiles.Read(folder, TestSplit, IconQaFiles.Text),
            RawFormat.IconQaBlank => IconQaFiles.Read(folder, TestSplit, IconQaFiles.Blank),
            RawFormat.VqaV2Test => VqaV2Files.ReadTest(Single(folder, "*questions.json"), SampleImages.ExtensionIn(Images(folder, format))),
            RawFormat.ClassFolders => ClassFolders.Read(folder),
            RawFormat.Mmmu => MmmuFiles.Read(folder),
            RawFormat.HallusionBench => HallusionBenchFiles.Read(Path.Combine(folder, "HallusionBench.json")),
            RawFormat.MmVet => MmVetFiles.Read(Path.Combine(folder, "mm-vet.json")),
            RawFormat.HellaSwag => HellaSwagFiles.Read(folder),
            RawFormat.Mmlu => MmluFiles.Read(folder),
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
