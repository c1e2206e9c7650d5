using Steering.Data.IconWorld;

namespace Steering.Data.Sources.Tasks;

/// <summary>A raw data set that task-specific tuning sets are made of (the paper's Tables 2 and 3).</summary>
public enum TaskKind
{
    ScienceQa,
    IconQaText,
    IconQaBlank,
    VizWiz,
    VqaV2,
    OkVqa,
}

/// <summary>What a tuning set is for: its split's name differs from set to set.</summary>
public enum TaskSplit
{
    Train,
    Eval,
}

/// <summary>A tuning sample, and where its picture lies in the raw folder; the sample names it as the published converters do.</summary>
public sealed record TaskItem(Sample Sample, string Source);

/// <summary>One tuning set.</summary>
/// <param name="Count">How many samples; null for all there are.</param>
/// <param name="Seed">Draws the answers where a task has several, and which samples a scale takes; scales of one seed nest.</param>
/// <param name="Requests">Whether the published words of request follow each question.</param>
public sealed record TaskChoice(TaskKind Kind, TaskSplit Split, int? Count, ulong Seed, bool Requests = true);

/// <summary>
/// Tuning sets for one task, made of the task's raw files as the published steering code's converters make them (LLaVA's list: one question, one
/// answer a row). Where those draw at random, we draw by our own seeded chance: other draws of the same distribution.
/// </summary>
public static class TaskData
{
    private const string ImageFolder = "images";

    /// <summary>All samples of a task in the order of its files, folders by name.</summary>
    /// <param name="kind">Which task.</param>
    /// <param name="folder">Its raw files as published.</param>
    /// <param name="split">ScienceQA and IconQA: train and test; VizWiz and OK-VQA: train and val; VQAv2: train2014 and test2015 (without answers).</param>
    /// <param name="seed">Draws the answer where a task has several (VizWiz, OK-VQA).</param>
    /// <param name="requests">Whether the published words of request follow each question; a tiny vocabulary has no room for them, and its benchmarks ask without.</param>
    public static IReadOnlyList<TaskItem> Read(TaskKind kind, string folder, TaskSplit split, ulong seed, bool requests = true)
    {
        var chance = Chance.Of(seed, $"{kind} answers");
        return kind switch
        {
            TaskKind.ScienceQa => ScienceQaTask.Read(folder, split),
            TaskKind.IconQaText => IconQaTask.Read(folder, split, IconQaFiles.Text, requests),
            TaskKind.IconQaBlank => IconQaTask.Read(folder, split, IconQaFiles.Blank, requests),
            TaskKind.VizWiz => VizWizTask.Read(folder, split, chance, requests),
            TaskKind.VqaV2 => VqaTask.ReadVqaV2(folder, split, requests),
            TaskKind.OkVqa => VqaTask.ReadOkVqa(folder, split, chance),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such task."),
        };
    }

    /// <summary>
    /// So many of the items, in their order. Equal seeds nest: the 1,000 are among the 5,000, so scales differ in their number and in nothing else.
    /// </summary>
    /// <exception cref="InvalidDataException">The set is too small (ScienceQA has 6,218 training questions with a picture).</exception>
    public static IReadOnlyList<TaskItem> Draw(TaskKind kind, IReadOnlyList<TaskItem> items, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (count > items.Count)
        {
            throw new InvalidDataException($"{kind}: {count} samples were asked for, the set has {items.Count}. Ask for {items.Count} or fewer; a scale that the data cannot fill is not that scale.");
        }
        var order = Enumerable.Range(0, items.Count).ToArray();
        Chance.Of(seed, $"{kind} scale").Shuffle(order);
        return [.. order.Take(count).Order().Select(i => items[i])];
    }

    /// <summary>Reads a task, draws a scale of it and writes that: the whole way from raw files to a tuning set, {kind}.json and images/.</summary>
    public static void Make(TaskChoice choice, string folder, string pictures, string output)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var items = Read(choice.Kind, folder, choice.Split, choice.Seed, choice.Requests);
        Write(choice.Count is { } some ? Draw(choice.Kind, items, some, choice.Seed) : items, pictures, output, $"{choice.Kind}.json");
    }

    /// <summary>Writes a tuning set in LLaVA's layout, one JSON list and images/, which <see cref="RawFormat.Llava"/> reads.</summary>
    /// <param name="items">What <see cref="Read"/> or <see cref="Draw"/> gave.</param>
    /// <param name="pictures">Where the items' pictures lie: the raw folder, or for VQAv2 and OK-VQA the folder that holds coco/.</param>
    /// <param name="output">A folder; made where it is not.</param>
    /// <param name="file">Name of the list.</param>
    public static void Write(IReadOnlyList<TaskItem> items, string pictures, string output, string file)
    {
        ArgumentNullException.ThrowIfNull(items);
        SampleImages.Require(file, items.Select(item => item.Sample with { Image = item.Source }), pictures);
        Directory.CreateDirectory(output);
        LlavaJson.Write(Path.Combine(output, file), items.Select(item => item.Sample));
        foreach (var item in items.DistinctBy(item => item.Sample.Image, StringComparer.Ordinal))
        {
            var target = Path.Combine(output, ImageFolder, item.Sample.Image!);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(pictures, item.Source), target, overwrite: true);
        }
    }

    /// <summary>Where the published converters put a task's pictures: under finetune_datasets/ for tuning.</summary>
    internal static string Named(TaskSplit split, string path) => split == TaskSplit.Train ? "finetune_datasets/" + path : path;

    internal static TaskItem Item(string id, string image, string question, string answer, string source) =>
        new(new Sample { Id = id, Image = image, Turns = [new Turn("<image>\n" + question, answer)] }, source);
}
