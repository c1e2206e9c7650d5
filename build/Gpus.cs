using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Steering.Flow;
using Steering.Tensors;

namespace Steering.Build;

/// <summary>The graphics processors that a driver offers, asked of the driver's files, so that no library is loaded at start; and whether this build computes on them.</summary>
internal static class Gpus
{
    private const string Cuda = "cuda";
    private const string Driver = "/proc/driver/nvidia/gpus";

    /// <summary>Device class that stages with a GPU compute on: what the build was made for with -p:TorchDevice.</summary>
    public static string Device { get; } =
        typeof(Gpus).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "TorchDevice").Value ?? "cpu";

    /// <summary>Memory of the smallest one, as the driver's own tool tells it; null without one.</summary>
    public static double? MemoryBytes
    {
        get
        {
            if (Count == 0) return null;
            try
            {
                using var tool = Process.Start(new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.total", "--format=csv,noheader,nounits"]) { UseShellExecute = false, RedirectStandardOutput = true });
                var lines = tool?.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
                double[] sizes = [.. lines.Select(line => double.TryParse(line, CultureInfo.InvariantCulture, out var mebibytes) ? mebibytes : 0).Where(size => size > 0)];
                return sizes.Length == 0 ? null : sizes.Min() * (1 << 20);
            }
            catch (System.ComponentModel.Win32Exception) { return null; }   // the tool is not installed
        }
    }

    /// <summary>What counts in keys beside the device class: how products of matrices are rounded there.</summary>
    public static IReadOnlyList<CodeExtra> ArithmeticOf(string device) => device == Cuda ? [new CodeExtra("TorchSharp", "matrix products", "TF32")] : [];

    /// <summary>Makes this process multiply as <see cref="ArithmeticOf"/> says; to be called before the first stage.</summary>
    public static void UseTensorCores()
    {
        if (Device == Cuda) TensorCores.Use();
    }

    public static int Count => Directory.Exists(Driver) ? Directory.GetDirectories(Driver).Length : 0;
}
