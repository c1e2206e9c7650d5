using Steering.Build;
using Steering.Flow;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>The host is compiled ahead of time where the feed serves the compiler (build/Precompile.targets); these tests run from plain IL.</summary>
public sealed class PrecompiledTests
{
    [Fact]
    public void A_stages_code_is_the_same_whether_or_not_it_was_compiled_ahead_of_time()
    {
        var folder = Directory.CreateTempSubdirectory("steering-precompiled").FullName;
        try
        {
            using var store = Store.Open(Path.Combine(folder, "store"));
            using var ahead = new CodeFingerprint(Path.Combine(Golden.Repository, ".artifacts", "bin", "Build", "release"), store);
            using var plain = new CodeFingerprint(AppContext.BaseDirectory, store);
            var options = Options.From(Arguments.Parse([]));
            var stages = Graph.Of(Wishes.All.SelectMany(wish => wish.Stages(options))).Nodes.Select(node => node.Stage).DistinctBy(stage => stage.GetType()).ToArray();
            Assert.NotEmpty(stages);
            Assert.All(stages, stage => Assert.Equal(plain.Of(stage).Digest, ahead.Of(stage).Digest));
        }
        finally { Directory.Delete(folder, recursive: true); }
    }
}
