using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Tests;

/// <summary>
/// A device that stands in for a GPU: it computes what the CPU does, up to rounding, and refuses to mix its tensors with those of another
/// device (shadow.cpp). What runs there makes no tensor in the wrong place.
/// </summary>
internal static class Shadow
{
    private const int PrivateUse = 19;   // libtorch's number for devices that it does not know

    public static Device Device { get; } = new((DeviceType)PrivateUse, 0);

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Autograd counts the devices once, at the process's first backward.")]
    internal static void Load()
    {
        using var first = zeros(1);   // libtorch comes before what extends it
        NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "libTorchShadow.so"));
    }
}
