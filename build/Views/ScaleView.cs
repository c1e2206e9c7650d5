using Steering.Data;
using Steering.Data.Fetching;
using Steering.Flow;
using Steering.Stages;

namespace Steering.Build.Views;

/// <summary>What a plan of published size asks of a machine: GPU-hours, memory, disk, time on some GPUs, and what is not here yet.</summary>
internal static class ScaleView
{
    private const double Hour = 3600;
    private const int CoresPerGpu = 16;

    /// <summary>Numbers of GPUs that the time is told for where this machine has none.</summary>
    private static readonly int[] s_offers = [1, 8];

    private static readonly Heading[] s_kinds = [new("kind"), new("stages", IsNumber: true), new("GPU-hours", IsNumber: true), new("peak memory", IsNumber: true), new("leaves", IsNumber: true)];
    private static readonly Heading[] s_files = [new("set"), new("file"), new("about", IsNumber: true), new("how"), new("from")];

    /// <summary>Prints nothing for a plan without GPUs and without anything to fetch.</summary>
    /// <param name="root">Where the cards lie below; the repository if null.</param>
    public static void Print(TextWriter page, Plan plan, Forecasts forecasts, DownloadFolder downloads, Options options, string? root = null)
    {
        var open = plan.ToRun.Select(stage => stage.Node).ToArray();
        if (open.Any(node => node.Stage.Needs.Gpus > 0)) PrintGpus(page, plan, open, forecasts, options.Capacity);
        if (open.Select(node => node.Stage).OfType<Fetch>().ToArray() is { Length: > 0 } fetches) PrintMissing(page, fetches, downloads, root ?? Repository.Root);
    }

    private static void PrintGpus(TextWriter page, Plan plan, StageNode[] open, Forecasts forecasts, Capacity capacity)
    {
        var device = Accelerator.A100;
        page.WriteLine($"\nOn {device.Name}, at {device.TrainingShare:P0} of its peak in training and {device.AnsweringShare:P0} in reading prompts (stages/Estimates/CostModel.cs):\n");
        var kinds = open.Select(node => (node, Estimate: forecasts.Calculated(node))).Where(pair => pair.Estimate is not null)
            .GroupBy(pair => pair.node.Kind, StringComparer.Ordinal).OrderByDescending(kind => kind.Sum(pair => GpuSeconds(pair.node, forecasts))).ToArray();
        Sheet.Print(page, s_kinds,
        [
            .. kinds.Where(kind => kind.Any(pair => pair.Estimate is { IsOnGpu: true } or { OutputBytes: > 1e8 })).Select(kind => (string[])
            [
                kind.Key, $"{kind.Count()}", kind.Any(pair => pair.Estimate!.IsOnGpu) ? $"{kind.Sum(pair => GpuSeconds(pair.node, forecasts)) / Hour:0.0}" : "",
                kind.Max(pair => pair.Estimate!.PeakBytes) is > 0 and var peak ? Amounts.Bytes(peak) : "", Amounts.Bytes(kind.Sum(pair => pair.Estimate!.OutputBytes)),
            ]),
        ]);
        page.WriteLine($"\n  In all {open.Sum(node => GpuSeconds(node, forecasts)) / Hour:0} GPU-hours and {Amounts.Bytes(kinds.Sum(kind => kind.Sum(pair => pair.Estimate!.OutputBytes)))} in the store.");
        var needed = open.Max(node => node.Stage.Needs.Gpus);
        foreach (var gpus in capacity.Gpus >= needed ? [capacity.Gpus] : s_offers.Where(offer => offer >= needed))
        {
            var machine = capacity.Gpus >= needed ? capacity : new Capacity(gpus * CoresPerGpu, long.MaxValue / 2, gpus);
            var span = Makespan.Of(plan, machine, forecasts.Seconds);
            page.WriteLine($"  With {gpus} GPU{(gpus == 1 ? "" : "s")}: {span.Seconds / Hour:0.0} hours from start to end.");
        }
    }

    private static double GpuSeconds(StageNode node, Forecasts forecasts) => forecasts.Calculated(node) is { IsOnGpu: true } ? forecasts.Seconds(node) * Math.Max(1, node.Stage.Needs.Gpus) : 0;

    private static void PrintMissing(TextWriter page, IReadOnlyList<Fetch> fetches, DownloadFolder downloads, string root)
    {
        var absent = fetches.Select(fetch => DatasetCard.Read(Path.Combine(root, fetch.Card))).SelectMany(card => CardFetch.Absent(card, downloads).Select(file => (card, file))).ToArray();
        if (absent.Length == 0) return;
        var once = absent.DistinctBy(pair => pair.file.Url).ToArray();
        page.WriteLine($"\nNot here yet: {once.Length} download{(once.Length == 1 ? "" : "s")}, about {Amounts.Bytes(once.Sum(pair => pair.file.RoughBytes ?? 0))} (looked for in {downloads.Root}; --downloads FOLDER looks elsewhere):\n");
        Sheet.Print(page, s_files, [.. absent.Select(pair => (string[])
        [
            pair.card.Name, pair.file.FileName, pair.file.RoughBytes is { } bytes ? Amounts.Bytes(bytes) : "small",
            (pair.file.IsManual ? "by hand" : "fetched") + (downloads.Accepts(pair.card) ? "" : ", terms"), pair.file.Url,
        ])]);
        if (absent.Any(pair => pair.file.IsManual || !downloads.Accepts(pair.card))) page.WriteLine("\n  --target Preflight tells where what must be fetched by hand goes, and which terms are to be accepted.");
    }
}
