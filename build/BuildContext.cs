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
        foreach (var wish in Wishes.All) engine.RegisterTask(wish.Name).Description(wish.Description).Does(() => wish.Run(wish, Options));
    }

    public Options Options { get; }
}
