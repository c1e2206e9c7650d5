namespace Steering.Training.Tests;

/// <summary>Checkpoints in a temporary folder, and runs that are broken off after so many steps.</summary>
internal sealed class KeptStates(int every = 1) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kept").FullName;
    private int _saved;
    private int _offered;

    /// <summary>Words that were said on going on.</summary>
    public List<string> Resumed { get; } = [];

    /// <summary>Runs to the end from what is kept.</summary>
    public void Finish(Action<Watch> train) => train(new Watch(Say, Checkpoint(_ => { }), CancellationToken.None));

    /// <summary>Runs until so many steps are done, counted over all loops; then it is as if the process had died.</summary>
    public void Break(int after, Action<Watch> train)
    {
        using var stop = new CancellationTokenSource();
        var left = after;
        var watch = new Watch(Say, Checkpoint(_ => { if (--left == 0) stop.Cancel(); }), stop.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => train(watch));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Checkpoint Checkpoint(Action<int> asked) => new(
        () => _saved == 0 ? null : Path.Combine(_folder, $"{_saved}"),
        () =>
        {
            asked(++_offered);
            return _offered % every == 0;
        },
        (note, write) =>
        {
            var part = Directory.CreateDirectory(Path.Combine(_folder, $"{_saved + 1}"));
            write(part.FullName);
            _saved++;
            return note.Length > 0;
        });

    private void Say(double fraction, string text)
    {
        if (text.StartsWith("resumed", StringComparison.Ordinal)) Resumed.Add(text);
    }
}
