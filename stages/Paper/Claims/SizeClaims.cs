namespace Steering.Stages;

/// <summary>Claims about numbers of parameters: exact on any machine.</summary>
public static class SizeClaims
{
    private const string Small = "LLaVA Steering-3B";
    private const string Middle = "LLaVA Steering-7B";
    private const string Large = "LLaVA Steering-13B";
    private const string Representations = "Vicuna-7B, CLIP ViT-L/14-224";

    public static IReadOnlyList<Claim> All { get; } =
    [
        new("LS-01", "MoReS trains 287 to 1,150 times fewer parameters of the language model than LoRA.", "§1, §5.2, Table 1",
            new Several(Quantifier.All, [LoraOver(Small, "MoReS-H", 287, 288.5), LoraOver(Small, "MoReS-B", 1150, 1153)]),
            "Holds: 288.2 to 1,150.9 from the printed values, 287.9 to 1,151.8 from the integers."),
        new("LS-02", "On average the saving over LoRA is 500 times.", "title, abstract",
            new Ratio(new(Small, "LoRA"), [new(Small, "MoReS-B"), new(Small, "MoReS-L"), new(Small, "MoReS-H")], 475, 525),
            "Holds where LoRA is divided by the mean of B, L and H (493.7); the mean of the three ratios is 671.5."),
        new("LS-03", "Every printed TP* is the number of trainable parameters of that method at that size.", "Tables 1, 2, 3, 6", Printed(),
            "All but 1.340M, where rank 8 counts 1.311M; 83M is cut from 83.9M."),
        new("LS-04", "The saving stays a hundredfold with the connector counted, which every method trains too.", "Table 1's caption leaves it out",
            new Ratio(new(Small, "LoRA"), [new(Small, "MoReS-B")], 100, null, WithConnector: true), "The connector's 9.5M are not printed."),
        new("LS-17", "MoReS-B trains 1,200 times fewer parameters than LoRA and 3 times fewer than IA3, at every size.", "§5.3, Table 2",
            new Several(Quantifier.All, [.. ((string[])[Small, Middle, Large]).SelectMany(model => (ClaimTest[])
                [LoraOver(model, "MoReS-B", 1140, 1260), new Ratio(new(model, "IA3"), [new(model, "MoReS-B")], 2.85, 3.15)])]),
            "Partly: 1,151 to 1,222 of LoRA; of IA3 3.00 at 3B, 2.34 and 2.35 above."),
        new("LS-22", "MoReS-L trains 575 times fewer parameters than LoRA and 8,475 times fewer than full tuning.", "§5.4, Table 3",
            new Several(Quantifier.All, [LoraOver(Small, "MoReS-L", 572, 578), new Ratio(new(Small, "FT"), [new(Small, "MoReS-L")], 8432, 8518)]),
            "Holds: 575.9 and 8,481 from the integers."),
        new("LS-46", "MoReS adds a number of parameters linear in the width: layers × rank × (2 × width + 1).", "A.1",
            new Several(Quantifier.All, [
                new Counted(new(Small, "MoReS-B"), "163872"), new Counted(new(Small, "MoReS-H"), "655488"),
                new Counted(new(Middle, "MoReS-B"), "262176"), new Counted(new(Large, "MoReS-B"), "409640")]),
            "Only with the two projections tied: untied, 3B would count 0.246M."),
        new("MRT-02", "MRT trains 0.03 % of the parameters.", "MRT, abstract", new Counted(new(Representations, "MRT"), "0.03", IsShare: true), "Holds for 2,417,034 of 7.05 billion."),
    ];

    private static Ratio LoraOver(string model, string method, double least, double most) => new(new(model, "LoRA"), [new(model, method)], least, most);

    private static Several Printed()
    {
        (string Model, string Method, string Printed)[] numbers =
        [
            (Small, "FT", "2.78B"), (Small, "Adapter", "83M"), (Small, "LoRA", "188.74M"), (Small, "OFT", "39.3M"), (Small, "IA3", "0.492M"),
            (Small, "MoReS-B", "0.164M"), (Small, "MoReS-L", "0.328M"), (Small, "MoReS-H", "0.655M"), (Small, "MoReS, rank 8", "1.340M"),
            (Middle, "Adapter", "201.3M"), (Middle, "LoRA", "319.8M"), (Middle, "OFT", "100.7M"), (Middle, "IA3", "0.614M"), (Middle, "MoReS-B", "0.262M"),
            (Large, "Adapter", "314.6M"), (Large, "LoRA", "500.7M"), (Large, "OFT", "196.6M"), (Large, "IA3", "0.963M"), (Large, "MoReS-B", "0.410M"),
        ];
        return new Several(Quantifier.All, [.. numbers.Select(number => new Counted(new(number.Model, number.Method), number.Printed))]);
    }
}
