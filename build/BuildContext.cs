using Cake.Core;
using Cake.Frosting;

namespace Steering.Build;

/// <summary>What every target is given: the options, read once. Registers every result as a Cake task, so that data makes targets.</summary>
public sealed class BuildContext : FrostingContext
{
    public BuildContext(ICakeContext context, ICakeEngine engine, Options options)
        : base(context)
    {
        Options = options;
        engine.RegisterTask(Wishes.ClaimsName).Description(Wishes.All.First(wish => wish.Name == Wishes.ClaimsName).Description).Does(() => ClaimsRun.RunAsync(Options));
        foreach (var wish in Wishes.All.Where(wish => wish.Name != Wishes.ClaimsName)) engine.RegisterTask(wish.Name).Description(wish.Description).Does(() => WishRun.RunAsync(Options, Request.Of(wish, Options)));
    }

    public Options Options { get; }
}
