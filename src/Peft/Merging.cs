using Steering.Models;

namespace Steering.Peft;

/// <summary>Folds what a method grafted onto linear maps into their weights, so that a tuned model costs what its base costs.</summary>
public static class Merging
{
    /// <summary>
    /// Merges every edit that is linear in its map (LoRA, OFT, IA3); others stay where they are (Adapter, whatever steers a stream). The weights
    /// are changed: save them under another name.
    /// </summary>
    /// <returns>How many edits were folded in.</returns>
    public static int Merge(IGraftable part) => part.LinearSites.ToList().Sum(site => part.Map(site).Merge());

    /// <summary>The same in every part of a multimodal model.</summary>
    public static int Merge(Llava model) => Merge(model.Language) + Merge(model.Connector) + (model.Vision is null ? 0 : Merge(model.Vision));
}
