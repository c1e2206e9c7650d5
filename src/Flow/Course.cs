namespace Steering.Flow;

/// <summary>Something done for a node beside running it (fetching an object, placing an export); what it returns is done in the build's loop.</summary>
internal delegate Task<Action> Errand(StageRunner runner, CancellationToken cancel);

/// <summary>
/// Decides what a build does next, from the targets upwards and no further than they need: a node is looked at when it is asked for and
/// again each time something it waits for has come. Inputs' digests come first; where they lead to a result, nobody asks for bytes, so an
/// evicted object is made again only for a stage that really runs.
/// </summary>
internal sealed class Course
{
    private readonly Ledger _ledger;
    private readonly Action<StageNode, Outlook> _enqueue;
    private readonly Action<StageNode, Errand> _send;
    private readonly Action<StageNode, StageResult> _reuse;
    private readonly Action<StageNode, Exception> _fail;
    private readonly Stack<StageNode> _agenda = [];
    private readonly Dictionary<StageNode, Asked> _asked = [];

    public Course(
        Ledger ledger, Graph graph, Action<StageNode, Outlook> enqueue, Action<StageNode, Errand> send, Action<StageNode, StageResult> reuse, Action<StageNode, Exception> fail)
    {
        (_ledger, _enqueue, _send, _reuse, _fail) = (ledger, enqueue, send, reuse, fail);
        foreach (var node in graph.Nodes.Reverse().Where(node => ledger.Missing(node).Count > 0)) Ask(node).IsPlaced = true;
        foreach (var target in graph.Targets.Reverse())
        {
            var asked = Ask(target);
            asked.IsPlaced = true;
            asked.Names.UnionWith(target.Outputs.Select(output => output.FileName));
        }
    }

    /// <summary>True while a node was asked for and has not come.</summary>
    public bool IsOpen(StageNode node) => _asked.TryGetValue(node, out var asked) && asked.IsOpen;

    /// <summary>Goes on wherever that is possible.</summary>
    public void Advance()
    {
        while (_agenda.TryPop(out var node))
        {
            try { Advance(node, _asked[node]); }
            catch (Exception error) when (error is FlowException or IOException or UnauthorizedAccessException) { _fail(node, error); }
        }
    }

    /// <summary>A node that was enqueued or sent for has been served.</summary>
    public void Return(StageNode node)
    {
        _asked[node].IsBusy = false;
        _agenda.Push(node);
    }

    private Asked Ask(StageNode node)
    {
        if (!_asked.TryGetValue(node, out var asked)) _asked[node] = asked = new Asked();
        if (asked is { IsBusy: false, Awaited: 0 }) _agenda.Push(node);
        asked.IsOpen = true;
        return asked;
    }

    private void Advance(StageNode node, Asked asked)
    {
        if (asked.IsBusy || asked.Awaited > 0 || !asked.IsOpen) return;
        if (_ledger.ResultOf(node) is not null && IsFetched(node, asked)) return;
        if (_ledger.ResultOf(node) is null || _ledger.Absent(node, asked.Names).Count > 0) MakeOrFind(node, asked);
        else if (asked.IsPlaced && _ledger.Displaced(node) is { Count: > 0 } displaced)
        {
            if (_ledger.Absent(node, displaced.Select(output => output.Name)) is { Count: > 0 } absent) asked.Names.UnionWith(absent);
            else Place(node, asked, displaced);
            _agenda.Push(node);
        }
        else Done(asked);
    }

    /// <summary>The node has no result, or bytes of it are wanted and gone.</summary>
    private void MakeOrFind(StageNode node, Asked asked)
    {
        if (Await(node, asked, node.Upstream.Where(producer => _ledger.ResultOf(producer) is null), [])) return;
        var isNew = _ledger.ResultOf(node) is null;
        var outlook = _ledger.Examine(node);
        if (outlook.Found is { } found && _ledger.Absent(node, asked.Names).Count == 0)
        {
            if (isNew) _reuse(node, found);
            _agenda.Push(node);
            return;
        }
        if (IsInquired(node, asked, outlook)) return;
        foreach (var input in node.Inputs)
            if (input.Producer is { } producer) _ledger.Touch(producer, [input.Artifact.FileName]);
        if (Await(node, asked, node.Upstream, node.Inputs)) return;
        asked.IsBusy = true;
        _enqueue(node, _ledger.Examine(node));
    }

    /// <summary>Sends for wanted bytes that the shared store has; false when there is nothing to send for.</summary>
    private bool IsFetched(StageNode node, Asked asked)
    {
        if (_ledger.Shared is not { } shared) return false;
        var outputs = _ledger.OutputsOf(node, _ledger.Absent(node, asked.Names)).Where(output => shared.Knows(output) != false && asked.Fetched.Add(output.Digest)).ToArray();
        if (outputs.Length == 0) return false;
        asked.IsBusy = true;
        _send(node, async (_, cancel) =>
        {
            foreach (var output in outputs) await shared.FetchAsync(output, cancel);
            return () => { };
        });
        return true;
    }

    /// <summary>Asks the shared store for a key that has just become known; false when there is nobody to ask.</summary>
    private bool IsInquired(StageNode node, Asked asked, Outlook outlook)
    {
        if (_ledger.Shared is not { } shared || outlook.Found is not null || !shared.MayKnow(outlook.KeyHash)) return false;
        asked.IsBusy = true;
        _send(node, async (_, cancel) =>
        {
            var result = await shared.FindByKeyAsync(outlook.KeyHash, cancel);
            return () => { if (result is not null) { _ledger.Record(node, result); _reuse(node, result); } };
        });
        return true;
    }

    private void Place(StageNode node, Asked asked, IReadOnlyList<ManifestOutput> displaced)
    {
        asked.IsBusy = true;
        var result = _ledger.ResultOf(node)!;   // the caller has seen it
        _send(node, async (runner, cancel) =>
        {
            await runner.PlaceAsync(node, result.Key, displaced, cancel);
            return () => _ledger.Record(node, result);
        });
    }

    /// <summary>Asks for producers' results, and for the bytes of these inputs; false when nothing is left to wait for.</summary>
    private bool Await(StageNode node, Asked asked, IEnumerable<StageNode> producers, IReadOnlyList<NodeInput> inputs)
    {
        foreach (var producer in producers)
        {
            var names = inputs.Where(input => input.Producer == producer).Select(input => input.Artifact.FileName).ToArray();
            if (_ledger.ResultOf(producer) is not null && _ledger.Absent(producer, names).Count == 0) continue;
            var theirs = Ask(producer);
            theirs.Names.UnionWith(names);
            theirs.Waiters.Add((node, asked));
            asked.Awaited++;
        }
        return asked.Awaited > 0;
    }

    private void Done(Asked asked)
    {
        asked.IsOpen = false;
        foreach (var (waiter, theirs) in asked.Waiters)
            if (--theirs.Awaited == 0) _agenda.Push(waiter);
        asked.Waiters.Clear();
    }

    /// <summary>What is wanted of a node and how far that is.</summary>
    private sealed class Asked
    {
        /// <summary>Outputs whose bytes somebody waits for.</summary>
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public List<(StageNode Node, Asked Asked)> Waiters { get; } = [];

        /// <summary>Objects that were sent for.</summary>
        public HashSet<string> Fetched { get; } = new(StringComparer.Ordinal);

        /// <summary>Producers it waits for.</summary>
        public int Awaited { get; set; }

        /// <summary>True when exports must lie at their place.</summary>
        public bool IsPlaced { get; set; }

        /// <summary>True while it runs, is about to, or an errand is under way for it.</summary>
        public bool IsBusy { get; set; }

        public bool IsOpen { get; set; }
    }
}
