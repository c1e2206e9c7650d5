using Steering.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>Applies a method to a model.</summary>
public static class Grafting
{
    /// <summary>What stands before the connector's names in an adapter file.</summary>
    public const string ConnectorPrefix = "connector.";

    /// <summary>What stands before the vision tower's names there.</summary>
    public const string VisionPrefix = "vision_tower.";

    /// <summary>
    /// Freezes everything, grafts what the method returns for each site, and lists what is trained: that list and nothing else goes to the
    /// optimiser, the counts and the adapter file. Unless the method says otherwise the connector is trained whole (the paper's figure 3).
    /// </summary>
    /// <param name="model">A model without grafts.</param>
    /// <param name="method">What to train inside it.</param>
    /// <param name="seed">Seeds the global generator, from which the edits draw their start.</param>
    public static Grafted Apply(Llava model, IPeftMethod method, long seed)
    {
        var vision = method.Within(ModelPart.Vision);
        if (vision is not null && model.Vision is null)
        {
            throw new ArgumentException($"{method.Name} tunes the vision tower, but this model reads features and has no tower with it.", nameof(method));
        }
        var visionFingerprint = vision is null || model.Vision is null ? "" : Fingerprint(model.Vision);
        var language = Apply(model.Language, method, seed);
        var connector = method.Within(ModelPart.Connector) is { } inConnector
            ? Graft(model.Connector, inConnector, ConnectorPrefix).WithOwn(model.Connector, ConnectorPrefix)
            : Whole(model.Connector, ConnectorPrefix);
        var tower = model.Vision is null ? Parameters.None : Graft(model.Vision, vision, VisionPrefix);
        return language with
        {
            Connector = Ordered(connector.Trained),
            Vision = Ordered(tower.Trained),
            Still = Ordered(language.Still.Concat(connector.Still).Concat(tower.Still)),
            VisionFingerprint = visionFingerprint,
            ConnectorKind = model.Connector.Kind,
        };
    }

    /// <summary>The same for a language model alone; nothing but the method's own is trained.</summary>
    public static Grafted Apply(CausalLanguageModel language, IPeftMethod method, long seed)
    {
        var fingerprint = Fingerprint(language);
        manual_seed(seed);
        var own = Graft(language, method.Within(ModelPart.Language), prefix: "");
        return new Grafted(method, Ordered(own.Trained), [], fingerprint) { Still = Ordered(own.Still) };
    }

    private static string Fingerprint(IGraftable part) => part.Device.type == DeviceType.META ? "" : Weights.Fingerprint(part.AsModule);

    private static Parameters Graft(IGraftable part, IPeftMethod? method, string prefix)
    {
        if (part.AsModule.state_dict().Keys.Any(Weights.IsEdit))
        {
            throw new InvalidOperationException($"This part of the model already carries a method's edits; apply another to a fresh one, or two as one method.");
        }
        var own = new Parameters([], []);
        var members = method?.Members ?? [];
        var names = part.AsModule.named_parameters().Select(one => prefix + one.name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, parameter) in part.AsModule.named_parameters())
        {
            parameter.requires_grad = members.Any(member => member.Unfreezes(name));
            if (parameter.requires_grad) own.Trained.Add(new Trained(prefix + name, parameter));
        }
        foreach (var member in members)
        {
            foreach (var site in part.LinearSites.ToList())
            {
                if (member.Keeps(site) is { } form && !part.Map(site).IsQuantised) part.Map(site).Quantise(form);
                if (member.EditLinear(site) is not { } edit) continue;
                part.Graft(site, edit);
                own.Add(edit, prefix + site.Name, names);
            }
            foreach (var site in part.StreamSites.ToList())
            {
                if (member.EditStream(site) is not { } edit) continue;
                part.Graft(site, edit);
                own.Add(edit, prefix + site.Name, names);
            }
        }
        return own;
    }

    private static Parameters Whole(Connector part, string prefix)
    {
        foreach (var parameter in part.parameters()) parameter.requires_grad = true;
        return new Parameters([.. part.named_parameters().Select(pair => new Trained(prefix + pair.name, pair.parameter))], []);
    }

    private static IReadOnlyList<Trained> Ordered(IEnumerable<Trained> trained) => [.. trained.OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>A part's parameters: those that are trained, and those that go with them and are not.</summary>
    private sealed record Parameters(List<Trained> Trained, List<Trained> Still)
    {
        public static Parameters None => new([], []);

        /// <param name="own">Names of the part's own weights: a connector of one map is a site by its own name.</param>
        public void Add(nn.Module edit, string site, IReadOnlySet<string> own)
        {
            // Two edits of one kind at one place, or an edit that calls its weight as the place's own: the names are numbered.
            var taken = Trained.Concat(Still).Select(one => one.Name).Concat(own).ToHashSet(StringComparer.Ordinal);
            var (place, number) = (site, 1);
            while (edit.named_parameters().Any(pair => taken.Contains($"{place}.{pair.name}"))) place = $"{site}.{++number}";
            foreach (var (name, parameter) in edit.named_parameters()) (parameter.requires_grad ? Trained : Still).Add(new Trained($"{place}.{name}", parameter));
        }

        /// <summary>With the part's own weights among what goes with them: no base file holds a connector.</summary>
        public Parameters WithOwn(Connector part, string prefix)
        {
            if (part.LinearSites.Any(site => part.Map(site).IsQuantised))
            {
                throw new NotSupportedException("A quantised connector cannot be written down: the adapter file is the only place that holds its weights. Keep it as it is; it is small.");
            }
            var frozen = part.named_parameters().Where(pair => !pair.parameter.requires_grad && !Weights.IsEdit(pair.name));
            return this with { Still = [.. Still, .. frozen.Select(pair => new Trained(prefix + pair.name, pair.parameter))] };
        }
    }
}
