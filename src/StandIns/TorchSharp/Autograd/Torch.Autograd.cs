using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public void backward() => autograd.backward([this], null, null, false, null);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }

    public static partial class autograd
    {
        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Adds the gradients of the tensors to the grad of every leaf, or of the given inputs alone.</summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var (roots, seeds, leaves) = (Handles(tensors), Handles(grad_tensors), Handles(inputs));
            var retain = retain_graph is { } keep ? keep ? 1 : 0 : -1;
            int status;
            fixed (nint* r = roots, s = seeds, l = leaves)
                status = Native.ts_backward(r, roots!.Length, s, retain, create_graph ? 1 : 0, l, leaves?.Length ?? 0);
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
            if (status < 0) throw ManagedBackward.Failure();
        }

        /// <summary>The gradients of outputs with respect to inputs; an input that was not used gives a tensor with IsInvalid true.</summary>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var (from, to, seeds) = (Handles(outputs)!, Handles(inputs)!, Handles(grad_outputs));
            var results = new nint[to.Length];
            int status;
            fixed (nint* f = from, t = to, s = seeds, r = results)
                status = Native.ts_gradients(f, from.Length, t, to.Length, s, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r);
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            if (status < 0) throw ManagedBackward.Failure();
            return Array.ConvertAll(results, handle => new Tensor(handle));
        }

        internal static nint[]? Handles(IList<Tensor>? tensors) => tensors is null ? null : [.. tensors.Select(tensor => tensor?.Handle ?? 0)];
    }
}
