using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

/// <summary>
/// An initialisation for transformers that must learn in minutes: keys start as a copy of the queries and output projections as
/// the transpose of the values, so a token attends to its likes and copies them (after Trockman &amp; Kolter 2023, "Mimetic
/// initialization of self-attention layers"); residual branches start small.
/// </summary>
public static partial class MimeticInit
{
    /// <summary>
    /// Overwrites the parameters of a module that uses the published names of Phi or SigLIP blocks.
    /// Matrices ~ N(0, 0.7²/fan_in), biases 0, q · <paramref name="queryScale"/>, k = q, out = vᵀ, fc2 · (2L)^-½.
    /// </summary>
    /// <param name="parameters">Named parameters; only matrices and biases of linear layers are touched.</param>
    /// <param name="queryScale">1.8 for the tiny language model, 1.5 for the tiny vision tower.</param>
    /// <param name="generator">Source of chance.</param>
    public static void Apply(IEnumerable<(string Name, Parameter Value)> parameters, double queryScale, Generator generator)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var byName = parameters.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        var blocks = byName.Keys.Select(name => Block().Match(name)).Where(match => match.Success)
            .Select(match => match.Groups["block"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (var (name, value) in byName.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!Block().IsMatch(name) || name.Contains("norm", StringComparison.Ordinal)) continue;
            if (name.EndsWith(".bias", StringComparison.Ordinal)) value.zero_();
            else if (value.dim() == 2) nn.init.normal_(value, 0, 0.7 / Math.Sqrt(value.shape[1]), generator);
        }
        foreach (var block in blocks)
        {
            Parameter Weight(params string[] names) =>
                names.Select(name => byName.GetValueOrDefault($"{block}.{name}.weight")).FirstOrDefault(found => found is not null)
                ?? throw new InvalidDataException(
                    $"Block '{block}' has none of the weights {string.Join(", ", names)}: mimetic initialisation knows Phi and SigLIP blocks only.");
            var query = Weight("self_attn.q_proj");
            query.mul_(queryScale);
            Weight("self_attn.k_proj").copy_(query);
            Weight("self_attn.dense", "self_attn.out_proj").copy_(Weight("self_attn.v_proj").t());
            Weight("mlp.fc2").mul_(Math.Pow(2 * blocks.Count, -0.5));
        }
    }

    [GeneratedRegex(@"^(?<block>.*layers\.\d+)\.")]
    private static partial Regex Block();
}
