using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C ABI of native/shim.cpp. Handles are owned native objects; −1 or 0 means failure, with the text in ts_last_error.</summary>
internal static unsafe partial class Native
{
    internal const string Library = "libTorchShim.so";

    [LibraryImport(Library)] internal static partial byte* ts_last_error();
    [LibraryImport(Library)] internal static partial void ts_set_error(byte* text, int length);
    [LibraryImport(Library)] internal static partial byte* ts_version();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint ts_find_operator(string name, string overload);
    [LibraryImport(Library)] internal static partial int ts_call(nint op, NativeValue* arguments, int count, NativeValue** results);

    [LibraryImport(Library)] internal static partial void ts_free(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial nint ts_alias(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_numel(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_element_size(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_device(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void ts_sizes(nint tensor, long* sizes);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void ts_strides(nint tensor, long* strides);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long ts_storage_offset(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_is_contiguous(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_is_sparse(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_is_leaf(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_requires_grad(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void* ts_data_ptr(nint tensor);
    [LibraryImport(Library)] internal static partial int ts_item(nint tensor, NativeValue* result);
    [LibraryImport(Library)] internal static partial nint ts_from_blob(void* data, long* sizes, int count, int dtype, delegate* unmanaged<nint, void> release, nint context);
    [LibraryImport(Library)] internal static partial nint ts_empty(long* sizes, int count, int dtype);

    [LibraryImport(Library)] internal static partial int ts_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] internal static partial int ts_retain_grad(nint tensor);
    [LibraryImport(Library)] internal static partial nint ts_grad(nint tensor);
    [LibraryImport(Library)] internal static partial int ts_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library)] internal static partial int ts_backward(nint* roots, int count, nint* gradients, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Library)] internal static partial int ts_gradients(nint* outputs, int count, nint* inputs, int inputCount, nint* seeds, int retain, int create, int allowUnused, nint* results);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int ts_grad_mode();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void ts_set_grad_mode(int enabled);
    [LibraryImport(Library)] internal static partial int ts_inference_mode();
    [LibraryImport(Library)] internal static partial nint ts_begin_inference(int enabled);
    [LibraryImport(Library)] internal static partial void ts_end_inference(nint guard);
    [LibraryImport(Library)] internal static partial void ts_set_anomaly(int enabled, int checkNan);
    [LibraryImport(Library)] internal static partial int ts_anomaly();
    [LibraryImport(Library)] internal static partial int ts_anomaly_checks_nan();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ts_new_node(string title, nint* inputs, int count, delegate* unmanaged<nint, nint, int, nint*, int, nint*, int> callback, delegate* unmanaged<nint, void> release, nint context);
    [LibraryImport(Library)] internal static partial void ts_free_node(nint node);
    [LibraryImport(Library)] internal static partial int ts_attach_outputs(nint node, nint* inputs, int inputCount, nint* dirty, int dirtyCount, nint* inert, int inertCount, nint* outputs, int count, int differentiable, int materialize);
    [LibraryImport(Library)] internal static partial int ts_save_variables(nint node, nint* tensors, int count);
    [LibraryImport(Library)] internal static partial int ts_saved_count(nint bareNode);
    [LibraryImport(Library)] internal static partial int ts_saved_variables(nint bareNode, nint* results);

    [LibraryImport(Library)] internal static partial nint ts_default_generator();
    [LibraryImport(Library)] internal static partial nint ts_new_generator(ulong seed);
    [LibraryImport(Library)] internal static partial void ts_free_generator(nint generator);
    [LibraryImport(Library)] internal static partial void ts_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial void ts_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] internal static partial long ts_generator_seed(nint generator);
    [LibraryImport(Library)] internal static partial long ts_generator_current_seed(nint generator);
    [LibraryImport(Library)] internal static partial nint ts_generator_state(nint generator);
    [LibraryImport(Library)] internal static partial int ts_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)] internal static partial void ts_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int ts_get_num_threads();
    [LibraryImport(Library)] internal static partial int ts_set_num_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int ts_get_num_interop_threads();
    [LibraryImport(Library)] internal static partial int ts_cuda_is_available();
    [LibraryImport(Library)] internal static partial int ts_cuda_device_count();

    /// <summary>The exception that TorchSharp throws for a native one, with libtorch's own text.</summary>
    internal static ExternalException LastError()
    {
        var exception = new ExternalException(Marshal.PtrToStringUTF8((nint)ts_last_error()));
        return exception;
    }

    internal static void Check(int status)
    {
        if (status < 0) throw LastError();
    }

    internal static nint Check(nint handle) => handle != 0 ? handle : throw LastError();
}

/// <summary>One argument or result as the shim reads it: the value itself, or a pointer to <see cref="Count"/> elements.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeValue
{
    [FieldOffset(0)] internal ArgKind Kind;
    [FieldOffset(4)] internal int Count;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Real;
    [FieldOffset(8)] internal void* Pointer;
}

internal enum ArgKind { None, Tensor, Int, Double, Bool, IntList, TensorList, DoubleList, String, Device, Generator }
