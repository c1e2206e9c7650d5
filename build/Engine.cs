using System.Diagnostics;
using Steering.Flow;

namespace Steering.Build;

/// <summary>Flow, set up for this repository.</summary>
internal sealed class Engine : IDisposable
{
    /// <summary>
    /// Lets a child's C library keep the memory that a step frees for the next step: by default it gives every large block back to the
    /// system, and faulting the pages in again took a sixth of a training step. Speed only, no number changes; other systems ignore it.
    /// </summary>
    private static readonly (string Name, string Value)[] Allocator =
    [
        ("MALLOC_MMAP_THRESHOLD_", "1073741824"),
        ("MALLOC_TRIM_THRESHOLD_", "4294967296"),
        ("MALLOC_TOP_PAD_", "67108864"),
    ];

    private readonly Options _options;
    private readonly Store _store;
    private readonly ChildProcess _children;
    private readonly CodeFingerprint _code;
    private readonly IRemoteStore? _shared;

    public Engine(Options options)
    {
        _options = options;
        _store = Store.Open(options.Store);
        _shared = SharedStores.Open(options.SharedStore);
        _children = new ChildProcess(_store, AppContext.BaseDirectory, Command);
        _code = new CodeFingerprint(AppContext.BaseDirectory, _store, [.. NativeVersions.All(AppContext.BaseDirectory), .. Gpus.ArithmeticOf(Gpus.Device)]);
        Context = new FlowContext(_store, Repository.Root, _code.Of)
        {
            Device = Gpus.Device,
            Shared = _shared,
            CommandLine = "./build.sh " + options.CommandLine,
            Commit = Repository.Commit(),
            IsKeptElsewhere = Repository.IsCommitted,
        };
    }

    public FlowContext Context { get; }

    /// <param name="beforeRun">Told of the plan before anything runs; it refuses by throwing.</param>
    public Task<RunReport> RunAsync(Graph graph, IRunObserver observer, Action<Plan> beforeRun, CancellationToken cancel) =>
        new Scheduler(Context with { BeforeRun = beforeRun }, _options.Capacity, new InProcess(), _children, observer).RunAsync(graph, cancel);

    public Verifier Verifier() => new(Context, AppContext.BaseDirectory, Command);

    public void Dispose()
    {
        _children.Dispose();
        _code.Dispose();
        (_shared as IDisposable)?.Dispose();
        _store.Dispose();
    }

    private ProcessStartInfo Command(ChildRequest request)
    {
        _code.RequireSame(request.CodeFolder);
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet");
        foreach (var argument in (string[])["exec", Path.Combine(request.CodeFolder, "Steering.Build.dll"), ChildDoor.Option, .. _options.ForChild()])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{request.Threads}";
        foreach (var (name, value) in Allocator) start.Environment[name] = value;
        return start;
    }
}
