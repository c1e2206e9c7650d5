using Cake.Core;

namespace Cake.Frosting;

/// <summary>What every task of a host is given.</summary>
public interface IFrostingContext : ICakeContext;

/// <summary>Cake's own context under the host's type; derive from it to add options and services.</summary>
public class FrostingContext : CakeContextAdapter, IFrostingContext
{
    public FrostingContext(ICakeContext context)
        : base(context)
    {
    }
}

/// <summary>Thrown where the host itself, not a task, is used wrongly.</summary>
public sealed class FrostingException : Exception
{
    public FrostingException(string message)
        : base(message)
    {
    }

    public FrostingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Configures a host's services in a class of its own.</summary>
public interface IFrostingStartup
{
    void Configure(Microsoft.Extensions.DependencyInjection.IServiceCollection services);
}
