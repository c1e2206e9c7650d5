using Steering.Flow;
using Steering.Models;
using Steering.Peft;

namespace Steering.Stages;

/// <summary>Trainable parameters: every TP* that the paper prints (Tables 1, 2, 3 and 6) and the share that MRT's abstract prints, counted on the real shapes.</summary>
public static class Counts
{
    private const string Connector = "mlp2x_gelu";
    private const string Small = "LLaVA Steering-3B";

    /// <summary>The paper does not name the towers of 7B and 13B; the published LLaVA's is taken, and it changes the connector's column only.</summary>
    private static readonly (string Label, string Language, string Tower)[] Models =
    [
        (Small, "phi-2", "siglip-so400m-384"), ("LLaVA Steering-7B", "vicuna-7b", "clip-l/14-336"), ("LLaVA Steering-13B", "vicuna-13b", "clip-l/14-336"),
    ];

    private static readonly IPeftMethod LowRank = new Lora(Rank: 128, Alpha: 256, Dropout: 0.05);

    /// <summary>The paper's methods by the names its tables print.</summary>
    private static readonly (string Printed, IPeftMethod Method)[] Methods =
    [
        ("FT", new FullTuning()), ("Adapter", new Adapter(256)), ("LoRA", LowRank), ("OFT", new Oft(16)), ("IA3", new Ia3()),
        ("MoReS-B", new MoReS(1)), ("MoReS-L", new MoReS(2)), ("MoReS-H", new MoReS(4)),
    ];

    public static TabulateCounts Table()
    {
        CountedRow[] rows =
        [
            .. Methods.Select(method => Row("table1", [Small, method.Printed], Small, method.Printed, method.Method)),
            .. Models.SelectMany(model => Named("Adapter", "LoRA", "OFT", "IA3", "MoReS-B").Select(method => Row("table2", [model.Label, method.Printed], model.Label, method.Printed, method.Method))),
            .. ((string[])["Small", "Medium", "Large"]).SelectMany(scale =>
                Named("FT", "Adapter", "LoRA", "OFT", "IA3", "MoReS-L").Select(method => Row("table3", [scale, method.Printed], Small, method.Printed, method.Method))),
            .. ((int[])[1, 2, 4, 8]).Select(rank => Row("table6-rank", [$"{rank}"], Small, $"MoReS, rank {rank}", new MoReS(rank),
                rank == 8 ? "No setting gives 1.340M; eight times rank 1 is 1.311M, so it is probably a misprint." : "")),
            Representations(),
        ];
        return new TabulateCounts(
            new TabulateCountsParams(
                "results/counts", "Trainable parameters, printed and counted",
                "TP* counts the language model alone, as the paper does. Every method also trains the connector: the last column is the saving over LoRA with it counted.",
                [.. rows.Select(row => row.Row)]),
            rows);
    }

    /// <summary>Every method of the paper counted on every model, for the claims about parameters.</summary>
    public static IReadOnlyDictionary<CountedMethod, Artifact<Figures>> ByMethod()
    {
        var counts = Models.SelectMany(model => Methods.Select(method => (Name: new CountedMethod(model.Label, method.Printed), Count: CountOf(model.Label, method.Method))))
            .Append((Name: new CountedMethod(Small, "MoReS, rank 8"), Count: CountOf(Small, new MoReS(8))))
            .Append((Name: new CountedMethod("Vicuna-7B, CLIP ViT-L/14-224", "MRT"), Count: Representations().Count));
        return counts.ToDictionary(one => one.Name, one => one.Count);
    }

    /// <summary>MRT's share of all parameters, at the published code's model; its tower is counted too, since the method edits there.</summary>
    private static CountedRow Representations()
    {
        var (language, tower) = (PublishedModels.Language("vicuna-7b"), PublishedModels.Tower("clip-l/14-224"));
        var count = new Count(new CountParams("vicuna-7b with clip-l/14-224", language, checked((int)tower.Width), Connector, new Mrt(), tower)).Trainable;
        return new CountedRow(new PrintedCount("mrt", ["Vicuna-7B, CLIP ViT-L/14-224", "MRT"], "MRT", ""), new Source<Csv>("results/paper/mrt.csv"), count, count);
    }

    private static IEnumerable<(string Printed, IPeftMethod Method)> Named(params IReadOnlyList<string> names) => Methods.Where(method => names.Contains(method.Printed));

    private static CountedRow Row(string table, IReadOnlyList<string> labels, string model, string name, IPeftMethod method, string reason = "") =>
        new(new PrintedCount(table, labels, name, reason), new Source<Csv>($"results/paper/{table}.csv"), CountOf(model, method), CountOf(model, LowRank));

    private static Artifact<Figures> CountOf(string label, IPeftMethod method)
    {
        var (_, language, tower) = Models.First(model => model.Label == label);
        return new Count(new CountParams(language, PublishedModels.Language(language), checked((int)PublishedModels.Tower(tower).Width), Connector, method)).Trainable;
    }
}
