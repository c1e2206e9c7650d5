namespace Steering.Build;

/// <summary>The graphics processors that a driver offers; asked of the driver's files, so that no library is loaded at start.</summary>
internal static class Gpus
{
    private const string Driver = "/proc/driver/nvidia/gpus";

    public static int Count => Directory.Exists(Driver) ? Directory.GetDirectories(Driver).Length : 0;
}
