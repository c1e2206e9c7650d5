using System.Collections;

namespace Steering.House.Tests.Api;

/// <summary>What the base library's interfaces bring along.</summary>
internal static class BaseLibrary
{
    private static readonly ILookup<string, Type> Interfaces = new[] { typeof(object), typeof(IEnumerable), typeof(Queue<>), typeof(System.Collections.Concurrent.IProducerConsumerCollection<>) }
        .SelectMany(type => type.Assembly.GetExportedTypes()).Distinct().Where(type => type.IsInterface && !type.IsNested)
        .ToLookup(type => type.Name, StringComparer.Ordinal);

    /// <summary>"IList&lt;Tensor&gt;" → ICollection&lt;Tensor&gt;, IEnumerable&lt;Tensor&gt;, IEnumerable.</summary>
    public static IEnumerable<string> InterfacesOf(string written)
    {
        var (name, arguments) = TypeNames.Parts(written);
        foreach (var type in Interfaces[arguments.Count > 0 ? $"{name}`{arguments.Count}" : name])
        {
            string[] parameters = [.. type.GetGenericArguments().Select(parameter => parameter.Name)];
            foreach (var brought in type.GetInterfaces()) yield return TypeNames.Substitute(TypeText.Of(brought), parameters, arguments);
        }
    }
}
