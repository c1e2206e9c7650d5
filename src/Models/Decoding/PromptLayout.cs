using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Models;

// B prompts, T tokens of the part at hand.

/// <summary>Layouts of prompts that are read in two parts: up to and with the picture, then the rest. Both count from the prompt's first token.</summary>
/// <param name="Visual">Visual tokens of a picture; 0 where the prompts have none.</param>
internal sealed record PromptLayout(IReadOnlyList<EncodedPrompt> Prompts, int Visual, Device Device)
{
    /// <summary>Tokens of the first part; the same for all prompts of a batch.</summary>
    public int First => Visual == 0 ? 0 : Prompts[0].BeforeImage.Count + Visual;

    public TokenLayout OfFirst()
    {
        var isVisual_BT = zeros(Prompts.Count, First, dtype: ScalarType.Bool, device: Device);
        isVisual_BT.narrow(1, First - Visual, Visual).fill_(true);
        return Of(ones(Prompts.Count, First, dtype: ScalarType.Bool, device: Device), isVisual_BT, offset: 0);
    }

    /// <param name="real_BT">Bool, false at the padding behind shorter questions.</param>
    public TokenLayout OfRest(Tensor real_BT) => Of(real_BT, zeros_like(real_BT), First);

    private TokenLayout Of(Tensor real_BT, Tensor isVisual_BT, int offset)
    {
        var start = Visual == 0 ? -1 : First - Visual;
        return new TokenLayout(real_BT, isVisual_BT, [.. Enumerable.Repeat(start, Prompts.Count)], [.. Enumerable.Repeat(Visual, Prompts.Count)])
        {
            Questions = [.. Prompts.Select(prompt => prompt.Question.Shifted(First))],
            Chosen = Choice(),
            Offset = offset,
        };
    }

    private TokenChoice? Choice()
    {
        if (Prompts.All(prompt => prompt.Chosen is null)) return null;
        var groups = Prompts.Max(prompt => prompt.Chosen?.Count ?? throw new ArgumentException("Some prompts of a batch say which positions are steered and some do not. Group them first."));
        return new TokenChoice([.. Enumerable.Range(0, groups).Select(group => Prompts.Select(prompt => prompt.Chosen!.ElementAtOrDefault(group) ?? []).ToList())]);   // checked above
    }
}
