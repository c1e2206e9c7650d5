namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread: a tensor that is made belongs to the innermost one.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? threadSingleton;

    public static ThreadDisposeScopeStatistics Statistics => ThreadSingleton.Counts;

    internal static DisposeScopeManager ThreadSingleton => threadSingleton ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics Counts { get; } = new();

    internal DisposeScope? CurrentDisposeScope { get; private set; }

    internal DisposeScope? RegisterOnCurrentDisposeScope(IDisposable disposable)
    {
        if (CurrentDisposeScope is not { } scope)
        {
            Counts.Tensors.CreatedOutsideScopeCount++;
            return null;
        }

        Counts.Tensors.CreatedInScopeCount++;
        scope.Disposables.Add(disposable);
        return scope;
    }

    internal DisposeScope Push()
    {
        CurrentDisposeScope = new DisposeScope(this, CurrentDisposeScope);
        return CurrentDisposeScope;
    }

    /// <summary>Closes a scope; one closed out of turn is taken out of the middle of the chain.</summary>
    internal void Remove(DisposeScope scope)
    {
        if (ReferenceEquals(CurrentDisposeScope, scope))
        {
            CurrentDisposeScope = scope.OuterScope;
            return;
        }

        for (var inner = CurrentDisposeScope; inner is not null; inner = inner.OuterScope)
        {
            if (!ReferenceEquals(inner.OuterScope, scope)) continue;
            inner.OuterScope = scope.OuterScope;
            return;
        }
    }
}
