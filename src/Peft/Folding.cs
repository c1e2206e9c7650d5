using Steering.Models;
using static TorchSharp.torch;

namespace Steering.Peft;

/// <summary>
/// Makes a base of a tuned model: its language model as a folder of plain weights and its connector as an aligned one, so that another tuning can
/// start from it (the paper tunes on single tasks from a model that was fully tuned before).
/// </summary>
public static class Folding
{
    /// <param name="adapter">The tuned model's file.</param>
    /// <param name="method">What it was trained by.</param>
    /// <param name="languageFolder">Where config.json and model.safetensors go.</param>
    /// <param name="connectorFile">Where the connector's adapter file goes.</param>
    /// <exception cref="NotSupportedException">The method leaves edits that are no part of any weight (Adapter, MoReS), or reaches into the vision tower.</exception>
    public static void Run(LlavaFiles files, string adapter, IPeftMethod method, int visionWidth, string languageFolder, string connectorFile)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = files.Load(adapter, method, visionWidth);
        if (method.Within(ModelPart.Vision) is not null) throw new NotSupportedException($"{method.Name} tunes the vision tower too, which a language model's folder cannot hold. Fold a method that leaves it as it is.");
        Merging.Merge(model);
        RequirePlain(model.Language, CausalLanguageModel.OnMeta(model.Language.Config), method);
        RequirePlain(model.Connector, Connector.OnMeta(files.Connector, visionWidth, model.Language.Config.Width), method);
        model.Language.Save(languageFolder);

        using var folded = (files with { Language = languageFolder, Vision = null }).Build(visionWidth, seed: 0);
        foreach (var ((_, to), (_, from)) in folded.Connector.named_parameters().Zip(model.Connector.named_parameters())) to.copy_(from);
        AdapterFile.Save(connectorFile, ConnectorTraining.Graft(folded, seed: 0), AdapterFile.ReadTemplate(adapter));
    }

    private static void RequirePlain(nn.Module tuned, nn.Module plain, IPeftMethod method)
    {
        var left = tuned.named_parameters().Select(one => one.name).Except(plain.named_parameters().Select(one => one.name), StringComparer.Ordinal).FirstOrDefault();
        plain.Dispose();
        if (left is not null) throw new NotSupportedException($"{method.Name} cannot be folded into weights: '{left}' acts beside them. Fold a method that changes weights or can be merged.");
    }
}
