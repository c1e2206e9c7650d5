using System.Diagnostics;

namespace Steering.Flow;

/// <summary>One job's progress on the child's standard output: at most ten lines a second (the last of a burst may be lost, the next is not), none after its end.</summary>
internal sealed class ProgressLines(StreamWriter lines)
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly Stopwatch _quiet = new();
    private bool _isClosed;

    public void Report(double fraction, string text)
    {
        lock (_gate)
        {
            if (_isClosed || (_quiet.IsRunning && _quiet.Elapsed < QuietTime)) return;
            _quiet.Restart();
            lines.WriteLine(ChildLine.Progress(fraction, text));
        }
    }

    /// <summary>What a thread left behind still reports must not be taken for the next job's.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
    }
}
