using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => Native.ts_grad_mode() != 0;
    public static bool is_inference_mode_enabled() => Native.ts_inference_mode() != 0;

    // Each of these holds for the current thread until what it returns is disposed of: never across an await.
    public static IDisposable no_grad() => new GradientMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradientMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradientMode(mode);
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static void set_num_threads(int num) => Native.ts_set_num_threads(num);
    public static int get_num_threads() => Native.ts_get_num_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.ts_set_num_interop_threads(num));
    public static int get_num_interop_threads() => Native.ts_get_num_interop_threads();

    /// <summary>libtorch's own version: the stand-in's operators are those of the system library.</summary>
    public static unsafe string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)Native.ts_version())!;

    public static bool cuda_is_available() => cuda.is_available();

    public static class cuda
    {
        public static bool is_available() => Native.ts_cuda_is_available() != 0;

        public static int device_count() => Native.ts_cuda_device_count();

        /// <summary>Nothing runs behind the CPU's back, so without a GPU there is nothing to wait for.</summary>
        public static void synchronize(Device? device = null)
        {
            if (is_available()) throw new NotImplementedException("This stand-in has not been tried on a GPU. Build with the TorchSharp package (-p:ClosedFeed=false).");
        }
    }

    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Kept and no more: nothing here multiplies on a GPU.</summary>
                public static bool allow_tf32 { get; set; }
            }
        }
    }

    private sealed class GradientMode : IDisposable
    {
        private readonly int previous = Native.ts_grad_mode();

        internal GradientMode(bool enabled) => Native.ts_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => Native.ts_set_grad_mode(previous);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint guard;

        internal InferenceMode(bool enabled) => guard = Native.ts_begin_inference(enabled ? 1 : 0);

        public void Dispose()
        {
            if (guard == 0) return;
            Native.ts_end_inference(guard);
            guard = 0;
        }
    }
}
