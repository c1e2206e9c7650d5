using Steering.Data.Text;
using Steering.Models;

namespace Steering.Stages;

/// <summary>LLaVA Steering-7B: Vicuna-7B v1.5. The paper names no tower for it; LLaVA-1.5's, CLIP-L/14-336, is taken.</summary>
public static class Paper7B
{
    public static Zoo Create(ZooSettings settings) => PaperZoo.Create(
        new PaperScale(
            "paper7b", "LLaVA Steering-7B: Vicuna-7B v1.5 and CLIP-L/14-336 (the paper names no tower) on the published data.", "Vicuna-7B-v1.5", "CLIP-L-336",
            PublishedModels.Language("vicuna-7b"), PublishedModels.Tower("clip-l/14-336"), ChatTemplate.Llama, Micro: 8, Prompts: 32, HostGigabytes: 32),
        settings);
}
