namespace TorchSharp;

public static partial class torch
{
    /// <summary>One item between the brackets of an index: a number, a range, a new axis, an ellipsis or a tensor of positions.</summary>
    public struct TensorIndex
    {
        internal enum Kind { None, Ellipsis, Null, Single, Slice, Bool, Tensor }

        internal Kind kind;
        internal long? first;
        internal long? last;
        internal long? step;
        internal Tensor? tensor;

        /// <summary>The dimensions that the other items leave.</summary>
        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };

        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex Null = new() { kind = Kind.Null };

        public static TensorIndex None = new() { kind = Kind.None };

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon = new() { kind = Kind.Slice };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, first = start, last = stop, step = step };

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) => Slice(Signed(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : Signed(range.End));

        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, first = index };

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, first = value ? 1 : 0 };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(Signed(index));

        public static implicit operator Tensor(TensorIndex value) => value.kind == Kind.Tensor
            ? value.tensor!
            : throw new InvalidCastException($"A {value.kind} index is not a tensor.");

        private static long Signed(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
