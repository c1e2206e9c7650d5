using System.Runtime.InteropServices;
using TorchSharp.Interop;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace TorchSharp;

#pragma warning disable CA1001 // The context is disposed of when libtorch lets the node go.

/// <summary>One application of a custom function: it lives as long as its node in libtorch's graph, which calls its backward.</summary>
internal sealed unsafe class AppliedFunction(string title, object[] vars, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
{
    private readonly AutogradContext context = new();
    private readonly bool[] isTensor = [.. vars.Select(value => value is Tensor { IsInvalid: false })];

    internal List<Tensor> Run(Func<AutogradContext, object[], List<Tensor>> forward)
    {
        Tensor[] inputs = [.. vars.OfType<Tensor>().Where(tensor => !tensor.IsInvalid)];
        var differentiable = is_grad_enabled() && inputs.Any(input => input.requires_grad);
        var inputHandles = Handles(inputs)!;
        nint node;
        fixed (nint* handles = inputHandles)
            node = Native.Check(Native.ts_new_node(title, handles, inputs.Length, &OnBackward, &OnRelease, GCHandle.ToIntPtr(GCHandle.Alloc(this))));
        try
        {
            List<Tensor> raw;
            using (no_grad()) raw = forward(context, vars);
            var outputs = Attach(node, inputHandles, raw, differentiable);
            if (differentiable) Save(node);
            GC.KeepAlive(inputs);
            return outputs;
        }
        finally
        {
            // The graph holds the node from here on, if anything needs it.
            Native.ts_free_node(node);
        }
    }

    private List<Tensor> Attach(nint node, nint[] inputs, List<Tensor> raw, bool differentiable)
    {
        var (outputs, dirty, inert) = (Handles(raw)!, Handles(context.Dirty)!, Handles(context.NonDifferentiable)!);
        int status;
        fixed (nint* i = inputs, d = dirty, n = inert, o = outputs)
            status = Native.ts_attach_outputs(node, i, inputs.Length, d, dirty.Length, n, inert.Length, o, outputs.Length, differentiable ? 1 : 0, context.MaterializeGrads ? 1 : 0);
        Native.Check(status);
        GC.KeepAlive(raw);
        return [.. outputs.Select(handle => new Tensor(handle))];
    }

    private void Save(nint node)
    {
        var saved = context.ToSave.Select(tensor => tensor is null or { IsInvalid: true } ? 0 : tensor.Handle).ToArray();
        int status;
        fixed (nint* handles = saved) status = Native.ts_save_variables(node, handles, saved.Length);
        Native.Check(status);
        context.ToSave.Clear();
    }

    /// <summary>The gradients for the tensors among the arguments, checked as PyTorch does.</summary>
    private Tensor?[] Backward(List<Tensor> gradients)
    {
        var results = backward(context, gradients).ConvertAll(result => result is { IsInvalid: false } ? result : null);
        while (results.Count > isTensor.Length && results[^1] is null) results.RemoveAt(results.Count - 1);
        if (results.Count != isTensor.Length)
            throw new InvalidOperationException($"backward returned {results.Count} gradients, forward had {isTensor.Length} arguments. Return null for arguments that are no tensors.");
        for (var i = 0; i < isTensor.Length; i++)
            if (!isTensor[i] && results[i] is not null)
                throw new InvalidOperationException($"backward returned a gradient for argument {i}, which is no tensor. Return null there.");
        return [.. results.Where((_, i) => isTensor[i])];
    }

    private int Answer(nint node, ReadOnlySpan<nint> gradients, Span<nint> results)
    {
        try
        {
            context.Node = node;
            var given = new List<Tensor>(gradients.Length);
            foreach (var gradient in gradients) given.Add(new Tensor(gradient));
            var answers = Backward(given);
            // The engine receives handles of its own: the managed tensors stay their scope's.
            for (var i = 0; i < results.Length; i++) results[i] = answers[i] is { } answer ? Native.ts_alias(answer.Handle) : 0;
            GC.KeepAlive(answers);
            return 0;
        }
        catch (Exception exception)
        {
            ManagedBackward.Fail(title, exception);
            return 1;
        }
        finally
        {
            context.Node = 0;
        }
    }

    [UnmanagedCallersOnly]
    private static int OnBackward(nint context, nint node, int count, nint* gradients, int inputs, nint* results) =>
        ((AppliedFunction)GCHandle.FromIntPtr(context).Target!).Answer(node, new(gradients, count), new(results, inputs));

    [UnmanagedCallersOnly]
    private static void OnRelease(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        ((AppliedFunction)handle.Target!).context.Dispose();
        handle.Free();
    }
}
