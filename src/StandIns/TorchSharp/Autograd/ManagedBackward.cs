using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Carries an exception of a managed backward function through libtorch to whoever called backward.</summary>
internal static class ManagedBackward
{
    [ThreadStatic] private static Exception? pending;

    /// <summary>Remembers the exception and leaves its text for libtorch.</summary>
    internal static unsafe void Fail(string title, Exception exception)
    {
        pending = exception;
        var text = System.Text.Encoding.UTF8.GetBytes($"{title}: {exception.Message}");
        fixed (byte* bytes = text) Native.ts_set_error(bytes, text.Length);
    }

    /// <summary>The exception for a failed native call, with the managed cause inside if there is one.</summary>
    internal static ExternalException Failure()
    {
        var native = Native.LastError();
        var cause = pending;
        pending = null;
        return cause is null ? native : new ExternalException(native.Message, cause);
    }
}
