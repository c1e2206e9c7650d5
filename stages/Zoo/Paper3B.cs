using Steering.Data.Text;
using Steering.Models;

namespace Steering.Stages;

/// <summary>LLaVA Steering-3B: Phi-2 and SigLIP-so400m/14-384, as the released scripts name them.</summary>
public static class Paper3B
{
    public static Zoo Create(ZooSettings settings) => PaperZoo.Create(
        new PaperScale(
            "paper3b", "LLaVA Steering-3B: Phi-2 and SigLIP-so400m-384 on the published data.", "Phi-2", "SigLIP-So400m-384",
            PublishedModels.Language("phi-2"), PublishedModels.Tower("siglip-so400m-384"), ChatTemplate.Phi, Micro: 8, Prompts: 32, HostGigabytes: 16),
        settings);
}
