namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope that disposes of every tensor made on this thread until it is closed, but for those moved out.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.Push();

    public static DisposeScope CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope!;

    /// <summary>The tensor that the expression returns; everything else that it made is disposed of.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }
}
