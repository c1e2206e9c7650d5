using Spectre.Console;
using Steering.Flow;

namespace Steering.Build.Progress;

/// <summary>Bars that move, for a terminal. Nothing is drawn, and no drawing library loaded, while there is nothing to run.</summary>
internal sealed class LiveProgress(int cores) : Watcher
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Screen? _screen;

    public override void Planned(Plan plan)
    {
        if (plan.ToRun.Any()) _screen = new Screen(plan, Announce(plan, cores), _ended.Task);
    }

    public override void Started(StageNode node) => _screen?.Start(node);

    public override void Waiting(StageNode node, string whom) => Screen.Say($"{node.Label}: waiting for {whom}");

    public override void Resuming(StageNode node, string from, double secondsBefore) => Screen.Say($"{node.Label}: goes on at {from}, after {Summary.Duration(secondsBefore)}");

    public override void Progressed(StageNode node, double fraction, string text) => _screen?.Move(node, fraction, text);

    public override void Finished(StageNode node, Manifest manifest) => _screen?.End(node, manifest.Run.Seconds);

    public override void Skipped(StageNode node, StageResult result) => _screen?.End(node, seconds: null);

    public override void Failed(StageNode node, Exception reason) => _screen?.Fail(node);

    public override void Warned(string text)
    {
        if (_screen is null) base.Warned(text);
        else Screen.Say("warning: " + text);
    }

    public override async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        if (_screen is not null) await _screen.Drawn;
    }

    /// <summary>All that touches Spectre.Console.</summary>
    private sealed class Screen
    {
        private const double WorthALine = 1;
        private readonly Board _board = new(TimeProvider.System);
        private readonly Dictionary<StageNode, ProgressTask> _bars = [];
        private readonly ProgressContext _context;
        private readonly ProgressTask _whole;

        public Screen(Plan plan, string announcement, Task ended)
        {
            _board.Plan(plan);
            AnsiConsole.WriteLine(announcement);
            var opened = new TaskCompletionSource<ProgressContext>(TaskCreationOptions.RunContinuationsAsynchronously);
            Drawn = AnsiConsole.Progress().AutoClear(enabled: true).HideCompleted(enabled: true)
                .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(async context =>
                {
                    opened.SetResult(context);
                    await ended;
                });
            _context = opened.Task.GetAwaiter().GetResult();
            _whole = _context.AddTask(Sum, maxValue: _board.Total);   // a task without a name is refused
            Count();
        }

        /// <summary>Completes when the bars are gone.</summary>
        public Task Drawn { get; }

        public void Start(StageNode node)
        {
            _board.Start(node);
            _bars[node] = _context.AddTask(Markup.Escape(node.Label), maxValue: 1);
        }

        public void Move(StageNode node, double fraction, string text)
        {
            if (!_bars.TryGetValue(node, out var bar)) return;
            bar.Value = Math.Min(fraction, 0.999);   // a full bar would hide while its stage publishes
            bar.Description = Markup.Escape(text.Length > 0 ? $"{node.Label}: {text}" : node.Label);
        }

        public void End(StageNode node, double? seconds)
        {
            Remove(node);
            if (seconds >= WorthALine) AnsiConsole.MarkupLine($"[green]✓[/] {Markup.Escape(node.Label)} [grey]{Summary.Duration(seconds.Value)}[/]");
        }

        public void Fail(StageNode node)
        {
            Remove(node);
            AnsiConsole.MarkupLine($"[red]✗[/] {Markup.Escape(node.Label)}");
        }

        public static void Say(string text) => AnsiConsole.MarkupLine($"[yellow]{Markup.Escape(text)}[/]");

        private void Remove(StageNode node)
        {
            _board.End(node);
            if (_bars.Remove(node, out var bar))
            {
                bar.Value = bar.MaxValue;
                bar.StopTask();
            }
            Count();
        }

        private string Sum => $"{_board.Done} of {_board.Total} stages";

        private void Count()
        {
            _whole.Value = _board.Done;
            _whole.Description = Sum;
        }
    }
}
