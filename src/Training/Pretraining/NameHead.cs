using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Steering.Training.Pretraining;

// P patches (batch and places flattened), D tower width, E width of the name space, K concepts + background, W words.

/// <summary>
/// What a small tower is pretrained against: cosine of a patch and the mean of its concept's word vectors (name, tags, kind),
/// as in CLIP and SigLIP but per patch; and the paint of the object. Thrown away afterwards.
/// </summary>
internal sealed class NameHead : nn.Module<Tensor, (Tensor Names_PK, Tensor Paints_PC)>
{
    private const double InitialTemperature = 2.3;
    private readonly Parameter _words;
    private readonly Linear _project;
    private readonly Linear _paint;
    private readonly Parameter _temperature;
    private readonly Tensor _bags_KW;

    /// <param name="width">Tower width D.</param>
    /// <param name="bags">For each concept, and last for the background, the indices of its words; repeats weigh.</param>
    /// <param name="nameWidth">Width E of the space in which they meet.</param>
    /// <param name="paints">Number of paints, "none" included.</param>
    /// <param name="generator">Source of chance.</param>
    public NameHead(int width, IReadOnlyList<IReadOnlyList<int>> bags, int nameWidth, int paints, Generator generator)
        : base(nameof(NameHead))
    {
        var words = bags.SelectMany(bag => bag).Max() + 1;
        var share = new float[bags.Count * words];
        for (var row = 0; row < bags.Count; row++)
        {
            foreach (var word in bags[row]) share[(row * words) + word] += 1f / bags[row].Count;
        }
        _bags_KW = tensor(share, [bags.Count, words]).DetachFromDisposeScope();
        _words = new Parameter(randn([words, nameWidth], generator: generator).DetachFromDisposeScope());
        _project = nn.Linear(width, nameWidth);
        _paint = nn.Linear(width, paints);
        _temperature = new Parameter(tensor(new float[] { (float)InitialTemperature }).DetachFromDisposeScope());
        RegisterComponents();
        using var off = no_grad();
        foreach (var layer in (Linear[])[_project, _paint])
        {
            nn.init.uniform_(layer.weight, -1 / Math.Sqrt(width), 1 / Math.Sqrt(width), generator);
            nn.init.zeros_(layer.bias!);
        }
    }

    /// <param name="x_PD">Patches [P, D].</param>
    /// <returns>Logits over concepts and background [P, K], and over paints [P, C].</returns>
    public override (Tensor Names_PK, Tensor Paints_PC) forward(Tensor x_PD)
    {
        using var scope = NewDisposeScope();
        var names_KE = nn.functional.normalize(_bags_KW.matmul(_words), dim: -1);
        var patches_PE = nn.functional.normalize(_project.call(x_PD), dim: -1);
        var logits_PK = patches_PE.matmul(names_KE.t()) * _temperature.exp();
        var paints_PC = _paint.call(x_PD);
        return (logits_PK.MoveToOuterDisposeScope(), paints_PC.MoveToOuterDisposeScope());
    }
}
