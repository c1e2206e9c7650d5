using Steering.Data.Text;
using Steering.Models;

namespace Steering.Stages;

/// <summary>LLaVA Steering-13B: Vicuna-13B v1.5. The paper names no tower for it; LLaVA-1.5's, CLIP-L/14-336, is taken.</summary>
public static class Paper13B
{
    public static Zoo Create(ZooSettings settings) => PaperZoo.Create(
        new PaperScale(
            "paper13b", "LLaVA Steering-13B: Vicuna-13B v1.5 and CLIP-L/14-336 (the paper names no tower) on the published data.", "Vicuna-13B-v1.5", "CLIP-L-336",
            PublishedModels.Language("vicuna-13b"), PublishedModels.Tower("clip-l/14-336"), ChatTemplate.Llama, Micro: 4, Prompts: 16, HostGigabytes: 60),
        settings);
}
