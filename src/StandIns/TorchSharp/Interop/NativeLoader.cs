using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Interop;

/// <summary>
/// Runs before any other code of this assembly: names the BLAS kernel for this processor, then finds the shim beside the assembly.
/// OpenBLAS 0.3.21 does not know processors newer than itself and falls back to its slowest kernel (14 instead of 190 GFLOP/s), and it
/// reads OPENBLAS_CORETYPE from the C environment once, when it is loaded with libtorch; Environment.SetEnvironmentVariable does not reach it.
/// </summary>
internal static partial class NativeLoader
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The variable must be set before libopenblas is loaded, whoever touches a tensor first.")]
    internal static void Initialize()
    {
        var kernel = BlasKernel();
        if (kernel is not null) _ = setenv("OPENBLAS_CORETYPE", kernel, overwrite: 0);
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);
    }

    /// <summary>OpenBLAS's name of the best kernel that this processor can run, or null to leave the choice to OpenBLAS.</summary>
    internal static string? BlasKernel()
    {
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported) return "SkylakeX";
        return Avx2.IsSupported && Fma.IsSupported ? "Haswell" : null;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!string.Equals(name, Native.Library, StringComparison.Ordinal)) return 0;
        foreach (var folder in new[] { Path.GetDirectoryName(assembly.Location) ?? "", AppContext.BaseDirectory })
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file)) return NativeLibrary.Load(file);
        }

        throw new DllNotFoundException($"{name} is missing in {AppContext.BaseDirectory}. Build src/StandIns/TorchSharp; it compiles the library and copies it beside the assembly.");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
