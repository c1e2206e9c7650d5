using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A multi-dimensional array owned by libtorch. This object holds one native reference; the innermost dispose scope of the thread
    /// that made it, a call of Dispose, or at the latest the finaliser gives it back.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        private nint handle;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            if (handle == 0) return;
            Count();
            OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>How many native tensors are held by this process through this class.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        public static long PeakCount => Interlocked.Read(ref peakCount);

        /// <summary>The native at::Tensor*.</summary>
        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Takes over a native at::Tensor* that the caller owns.</summary>
        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var native = Interlocked.Exchange(ref handle, 0);
            if (native == 0) return;
            Native.ts_free(native);
            Interlocked.Decrement(ref totalCount);
            // The finaliser runs on a thread of its own, where neither the scope nor the counts of the tensor's thread may be touched.
            if (disposing) LeaveScope();
        }

        /// <summary>Gives the native handle away: this object is empty afterwards and the caller must free the handle.</summary>
        public nint DecoupleFromNativeHandle()
        {
            var native = Interlocked.Exchange(ref handle, 0);
            if (native == 0) throw new InvalidOperationException("Tensor invalid -- empty handle.");
            Interlocked.Decrement(ref totalCount);
            LeaveScope();
            return native;
        }

        /// <summary>Hands this tensor to the scope around its own; without one it belongs to no scope.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope!);

        /// <summary>Takes this tensor out of every scope: its owner must dispose of it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Whether both have the same shape, type and elements; operator == compares element by element instead.</summary>
        public bool Equals(Tensor target) =>
            ReferenceEquals(this, target)
            || (target is { IsInvalid: false } && !IsInvalid && dtype == target.dtype && Op.CallBool("aten::equal", "", this, target));

        public override bool Equals(object? obj) => obj is Tensor target && Equals(target);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        private static void Count()
        {
            var count = Interlocked.Increment(ref totalCount);
            var peak = Volatile.Read(ref peakCount);
            while (count > peak)
            {
                var seen = Interlocked.CompareExchange(ref peakCount, count, peak);
                if (seen == peak) break;
                peak = seen;
            }
        }

        private void LeaveScope()
        {
            var counts = DisposeScopeManager.Statistics.Tensors;
            if (OwningDisposeScope is { } scope)
            {
                scope.MarkAsDisposed(this);
                counts.DisposedInScopeCount++;
            }
            else
            {
                counts.DisposedOutsideScopeCount++;
            }
        }
    }
}
