namespace Steering.Flow.Tests;

/// <summary>A clock that stands still until it is moved on.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long _ticks;

    /// <summary>Where it begins.</summary>
    public static DateTimeOffset Dawn { get; } = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);

    public override DateTimeOffset GetUtcNow() => Dawn.AddTicks(_ticks);

    public override long GetTimestamp() => _ticks;
}
