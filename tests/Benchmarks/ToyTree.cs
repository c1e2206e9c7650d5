using System.Globalization;
using Cake.Core;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Steering.Build;
using Steering.Flow;

namespace Steering.Benchmarks;

internal sealed record CopyParams(int Index);

/// <summary>Copies what its parent in a binary tree wrote.</summary>
internal sealed class Copy(CopyParams parameters, Artifact<Fake> parent) : Stage<CopyParams>(parameters, parent)
{
    public Artifact<Fake> Text => Output<Fake>("copy.txt");

    public override string Label => $"Copy {Params.Index}";

    public override async Task RunAsync(StageRun run, CancellationToken cancel) => await File.WriteAllBytesAsync(run[Text], await File.ReadAllBytesAsync(run[parent], cancel), cancel);
}

/// <summary>The host's own door, Cake and engine over a tree of toy stages: what a person waits for when nothing is to be done.</summary>
internal static class ToyTree
{
    public const string Seed = "seed.txt";

    /// <summary>A process of this program runs the tree as the host runs a table.</summary>
    /// <param name="folder">Holds the seed file and the store.</param>
    public static int Run(string folder, int stages)
    {
        var options = Options.From(Arguments.Parse(["--target", nameof(ToyTree), "--store", Path.Combine(folder, "store")])) with { Zoo = folder };   // pictures of the run go there
        return new CakeHost()
            .ConfigureServices(services => services.AddSingleton(options).AddSingleton(new Tree(folder, stages)).AddSpeech())
            .UseContext<ToyContext>()
            .Run(options.ForCake);
    }

    /// <summary>Where the stage of that number reads; the first reads the seed.</summary>
    public static int ParentOf(int index) => (index - 1) / 2;

    public sealed record Tree(string Folder, int Stages);

    /// <summary>A context whose one target is the tree.</summary>
    public sealed class ToyContext : FrostingContext
    {
        public ToyContext(ICakeContext context, ICakeEngine engine, Options options, Tree tree)
            : base(context) =>
            engine.RegisterTask(nameof(ToyTree)).Does(() => WishRun.RunAsync(options, () => RequestOf(tree)));

        private static Request RequestOf(Tree tree)
        {
            var stages = new Copy[tree.Stages];
            for (var at = 0; at < stages.Length; at++)
                stages[at] = new Copy(new CopyParams(at), at == 0 ? new Source<Fake>(Path.Combine(tree.Folder, Seed)) : stages[ParentOf(at)].Text);
            var graph = Graph.Of(stages);
            return new Request(string.Create(CultureInfo.InvariantCulture, $"{tree.Stages} copies"), graph, graph, graph.Nodes, [], []);
        }
    }
}
