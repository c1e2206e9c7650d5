using Steering.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>A parameter that is trained, under the name it has in the adapter file.</summary>
public sealed record Trained(string Name, Parameter Parameter);

/// <summary>Applies a method to a model.</summary>
public static class Grafting
{
    /// <summary>What stands before the connector's names in an adapter file.</summary>
    public const string ConnectorPrefix = "connector.";

    /// <summary>
    /// Freezes everything, grafts what the method returns for each site, and lists what is trained: that list and nothing else goes to the
    /// optimiser, the counts and the adapter file. The connector is trained beside every method (the paper's figure 3).
    /// </summary>
    /// <param name="model">A model without grafts.</param>
    /// <param name="method">What to train inside the language model.</param>
    /// <param name="seed">Seeds the global generator, from which the edits draw their start.</param>
    public static Grafted Apply(Llava model, IPeftMethod method, long seed)
    {
        var language = Apply(model.Language, method, seed);
        foreach (var parameter in model.Connector.parameters()) parameter.requires_grad = true;
        var connector = model.Connector.named_parameters().Select(pair => new Trained(ConnectorPrefix + pair.Item1, pair.Item2));
        return language with { Connector = Ordered(connector) };
    }

    /// <summary>The same for a language model alone; nothing but the method's own is trained.</summary>
    public static Grafted Apply(CausalLanguageModel language, IPeftMethod method, long seed)
    {
        if (language.state_dict().Keys.Any(Weights.IsEdit))
        {
            throw new InvalidOperationException($"This language model already carries a method's edits; apply {method.Name} to a fresh one.");
        }
        var fingerprint = language.Device.type == TorchSharp.DeviceType.META ? "" : Weights.Fingerprint(language);
        var own = new List<Trained>();
        foreach (var (name, parameter) in language.named_parameters())
        {
            parameter.requires_grad = method.Unfreezes(name);
            if (parameter.requires_grad) own.Add(new Trained(name, parameter));
        }
        manual_seed(seed);
        foreach (var site in language.LinearSites.ToList())
        {
            if (method.EditLinear(site) is not { } edit) continue;
            language.Graft(site, edit);
            own.AddRange(edit.named_parameters().Select(pair => new Trained($"{site.Name}.{pair.Item1}", pair.Item2)));
        }
        foreach (var site in language.StreamSites.ToList())
        {
            if (method.EditStream(site) is not { } edit) continue;
            language.Graft(site, edit);
            own.AddRange(edit.named_parameters().Select(pair => new Trained($"{site.Name}.{pair.Item1}", pair.Item2)));
        }
        return new Grafted(method, Ordered(own), [], fingerprint);
    }

    private static IReadOnlyList<Trained> Ordered(IEnumerable<Trained> trained) => [.. trained.OrderBy(one => one.Name, StringComparer.Ordinal)];
}
