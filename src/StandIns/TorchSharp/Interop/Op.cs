using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Interop;

/// <summary>
/// Calls an ATen operator by its schema name, for example <c>Op.Call("aten::add", "Tensor", left, right)</c>. Arguments follow the schema;
/// missing trailing ones take its defaults. Errors are <see cref="ExternalException"/> with libtorch's text.
/// </summary>
internal static unsafe class Op
{
    private static readonly ConcurrentDictionary<(string Name, string Overload), nint> handles = new(new LiteralComparer());

    /// <summary>The single tensor that the operator returns.</summary>
    internal static Tensor Call(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        var count = Run(name, overload, args, out var results);
        if (count != 1 || results->Kind != ArgKind.Tensor)
            throw new InvalidOperationException($"{name}.{overload} returned {count} values where one tensor was expected.");
        return new Tensor((nint)results->Pointer);
    }

    /// <summary>All tensors that the operator returns, lists flattened; an undefined one is null.</summary>
    internal static Tensor[] CallMany(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        var count = Run(name, overload, args, out var results);
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++)
            if (results[i].Pointer != null) tensors[i] = new Tensor((nint)results[i].Pointer);
        return tensors;
    }

    internal static (Tensor, Tensor) CallTwo(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        var tensors = CallMany(name, overload, args);
        return (tensors[0], tensors[1]);
    }

    internal static (Tensor, Tensor, Tensor) CallThree(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        var tensors = CallMany(name, overload, args);
        return (tensors[0], tensors[1], tensors[2]);
    }

    /// <summary>For operators that return a truth value, such as <c>aten::equal</c>.</summary>
    internal static bool CallBool(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        _ = Run(name, overload, args, out var results);
        return results->Integer != 0;
    }

    /// <summary>For operators that write into their first argument: the managed tensor itself is returned.</summary>
    internal static Tensor CallInPlace(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        CallNothing(name, overload, args);
        return Unsafe.As<Tensor>(args[0].Reference!);
    }

    /// <summary>For out= overloads: they write into their last argument, which is returned.</summary>
    internal static Tensor CallOut(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        CallNothing(name, overload, args);
        return Unsafe.As<Tensor>(args[^1].Reference!);
    }

    /// <summary>Calls for the effect alone; native results are dropped.</summary>
    internal static void CallNothing(string name, string overload, params ReadOnlySpan<Arg> args)
    {
        var count = Run(name, overload, args, out var results);
        for (var i = 0; i < count; i++)
            if (results[i].Kind == ArgKind.Tensor) Native.ts_free((nint)results[i].Pointer);
    }

    private static int Run(string name, string overload, ReadOnlySpan<Arg> args, out NativeValue* results)
    {
        if (!handles.TryGetValue((name, overload), out var handle))
        {
            handle = Native.Check(Native.ts_find_operator(name, overload));
            handles[(name, overload)] = handle;
        }

        var cells = 0;
        foreach (ref readonly var arg in args) cells += arg.ScratchCells;
        var values = stackalloc NativeValue[args.Length];
        const int OnStack = 128;
        var small = stackalloc long[cells <= OnStack ? cells : 0];
        var scratch = cells <= OnStack ? small : (long*)NativeMemory.Alloc((nuint)cells, sizeof(long));
        try
        {
            var free = scratch;
            for (var i = 0; i < args.Length; i++) free = args[i].Write(values + i, free);
            NativeValue* found;
            var count = Native.ts_call(handle, values, args.Length, &found);
            if (count < 0) throw Native.LastError();
            results = found;
            return count;
        }
        finally
        {
            if (cells > OnStack) NativeMemory.Free(scratch);
            // A tensor whose last use is this call must not be finalised while the native side reads it.
            foreach (ref readonly var arg in args) GC.KeepAlive(arg.Reference);
        }
    }

    /// <summary>Names are literals nearly always, so identity answers first and the hash needs no more than lengths and ends.</summary>
    private sealed class LiteralComparer : IEqualityComparer<(string Name, string Overload)>
    {
        public bool Equals((string Name, string Overload) x, (string Name, string Overload) y) =>
            (ReferenceEquals(x.Name, y.Name) || string.Equals(x.Name, y.Name, StringComparison.Ordinal))
            && (ReferenceEquals(x.Overload, y.Overload) || string.Equals(x.Overload, y.Overload, StringComparison.Ordinal));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int GetHashCode((string Name, string Overload) key)
        {
            var (name, overload) = key;
            var hash = name.Length * 31 + overload.Length;
            if (name.Length > 7) hash = (hash * 31 + name[6]) * 31 + name[name.Length / 2];
            hash = (hash * 31 + name[^1]) * 31 + name[^2];
            return overload.Length > 0 ? hash * 31 + overload[0] : hash;
        }
    }
}
