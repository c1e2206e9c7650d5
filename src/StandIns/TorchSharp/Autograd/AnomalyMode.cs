using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>While it lives, backward names the forward operation of a failing derivative and stops at NaN.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool previous = IsEnabled;
    private readonly bool previousCheck = ShouldCheckNaN;

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.ts_set_anomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => Native.ts_anomaly() != 0;

    public static bool ShouldCheckNaN => Native.ts_anomaly_checks_nan() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Native.ts_set_anomaly(previous ? 1 : 0, previousCheck ? 1 : 0);
}

public static partial class torch
{
    public static partial class autograd
    {
        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);
    }
}
