namespace Steering.House.Tests.Samples;

public interface ISample
{
    string Required { get; }

    int Given() => 1;

    void Must(in long place);
}

public enum Colour : byte
{
    Red = 1,
    Crimson = 1,
    Blue = 2,
}

public delegate T Making<out T>(string? name, params int[][] lists);

public sealed record Point(int X, string? Name = null)
{
    public required string Label { get; init; }
}

public abstract class Outer<T>
    where T : class, IComparable<T>, new()
{
    public const float Small = 1e-5f;
    protected readonly T? Held;

    protected Outer(Colour colour = Colour.Red, char mark = '\n', double rate = double.NaN) => (Mark, Rate) = (mark + (int)colour, rate);

    public int Mark { get; protected set; }

    protected double Rate { get; private set; }

    public static implicit operator Outer<T>?(string text) => null;

    public abstract (int Count, (string?, long?) Others) Pair(ref Span<nint> span, out Dictionary<string, List<T?>> map);

    public override string ToString() => "";

    public virtual TResult? Read<TResult>(TResult? fallback = default, CancellationToken cancel = default, Colour? colour = Colour.Blue, string text = "a\"é")
        where TResult : struct => fallback;

    public sealed class Inner<TInner> : Outer<T>
    {
        public Inner()
        {
        }

        public TInner this[int at] => throw new NotSupportedException();

        public override (int Count, (string?, long?) Others) Pair(ref Span<nint> span, out Dictionary<string, List<T?>> map) => throw new NotSupportedException();

        public static event EventHandler? Happened;

        internal static void Raise() => Happened?.Invoke(null, EventArgs.Empty);
    }
}

public static class Extensions
{
    [Obsolete("a sample")]
    public static unsafe int* Reach(this int[,][] grid, object any, IEnumerable<int?>? numbers = null) => null;
}
