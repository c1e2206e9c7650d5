using Steering.Flow;

namespace Steering.Build.Progress;

/// <summary>One line for each event, and one every 15 s that tells what is running: for logs and pipes.</summary>
internal sealed class PlainProgress : Watcher
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);
    private readonly Lock _gate = new();
    private readonly TextWriter _page;
    private readonly Board _board;
    private readonly TimeProvider _clock;
    private readonly int _cores;
    private ITimer? _heart;

    public PlainProgress(TextWriter page, TimeProvider clock, int cores) => (_page, _clock, _board, _cores) = (page, clock, new Board(clock), cores);

    public override void Planned(Plan plan)
    {
        _board.Plan(plan);
        if (_board.Total == 0) return;
        Say(Announce(plan, _cores));
        _heart = _clock.CreateTimer(_ => Beats(), state: null, Beat, Beat);
    }

    public override void Started(StageNode node) => Locked(() =>
    {
        _board.Start(node);
        if (node.Stage.Needs.Isolated) Say($"started  {node.Label}");
    });

    public override void Waiting(StageNode node, string whom) => Locked(() => Say($"waiting  {node.Label}: {whom} is at it"));

    public override void Resuming(StageNode node, string from, double secondsBefore) =>
        Locked(() => Say($"resumes  {node.Label} at {from}, after {Summary.Duration(secondsBefore)}"));

    public override void Progressed(StageNode node, double fraction, string text) => Locked(() => _board.Move(node, fraction, text));

    public override void Finished(StageNode node, Manifest manifest) => Locked(() =>
    {
        _board.End(node);
        Say($"finished {node.Label} in {Summary.Duration(manifest.Run.Seconds)} ({_board.Done} of {_board.Total})");
    });

    public override void Skipped(StageNode node, StageResult result) => Locked(() => _board.End(node));

    public override void Failed(StageNode node, Exception reason) => Locked(() =>
    {
        _board.End(node);
        Say($"failed   {node.Label}");
    });

    public override async ValueTask DisposeAsync()
    {
        if (_heart is not null) await _heart.DisposeAsync();
    }

    private void Beats() => Locked(() =>
    {
        var running = _board.Now.Select(stage => $"{stage.Label} {stage.Fraction:0%}{(stage.Text.Length > 0 ? $" ({stage.Text})" : "")}");
        Say($"{_board.Done} of {_board.Total} done; running {string.Join(", ", running.DefaultIfEmpty("nothing"))}");
    });

    private void Say(string text)
    {
        _page.WriteLine($"[{_board.Seconds,6:0.0} s] {text}");
        _page.Flush();
    }

    private void Locked(Action action)
    {
        lock (_gate) action();
    }
}
