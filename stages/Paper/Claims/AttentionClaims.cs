namespace Steering.Stages;

/// <summary>Claims about where attention goes (Figures 1, 2 and 8, A.1 and A.3).</summary>
public static class AttentionClaims
{
    private const string Steering = "MoReS-B";
    private const string Connector = "Connector only";
    private const string OnPrint = "Not decidable: the paper shows a picture only.";

    public static IReadOnlyList<Claim> Of(Zoo zoo)
    {
        var layers = zoo.LanguageShape.Layers;
        var last = Math.Max(1, layers * 3 / 32);   // the paper's last three of 32
        var lower = layers * 2 / 3;
        return
        [
            Of("LS-36", "Text gets more attention than the picture in most layers after full tuning and after LoRA.", "§3, Figure 1",
                new Several(Quantifier.All, [.. ((string[])["FT", "LoRA"]).Select(row => InMost(layers, layer => new Attends(LayerReading.Visual, row, null, One(layer), In(layer), 0.5, IsBelow: true)))])),
            Of("LS-37", "MoReS raises the picture's share over full tuning and LoRA, most in lower and middle layers.", "§3, Figure 1",
                new Several(Quantifier.All, [.. ((string[])["FT", "LoRA"]).SelectMany(row => (ClaimTest[])
                [
                    InMost(layers, layer => new Attends(LayerReading.Visual, Steering, row, One(layer), In(layer), 0)),
                    new Attends(LayerReading.Visual, Steering, row, Against(lower, layers, 1), $"in the first {lower} layers over that in the others", 0),
                ])])),
            Of("LS-38", "Methods that attend more to the picture need fewer parameters.", "§3, Figure 1", new RankCorrelation(LayerReading.Visual, [.. Columns.Others, .. Columns.Steering], -0.6)),
            Of("LS-39", "MoReS has the highest LMAR of all methods in most layers, however LMAR is read.", "Figure 2",
                new Several(Quantifier.All, [.. LayerReading.Ratios.SelectMany(reading => Columns.Others.Select(row => InMost(layers, layer => new Attends(reading, Steering, row, One(layer), In(layer), 0))))])),
            Of("LS-40", "The LMAR of MoReS rises sharply in the last layers, more than that of the others.", "Figure 2",
                new Several(Quantifier.All, [
                    new Attends(LayerReading.Lmar, Steering, null, Against(layers - last, layers, 1.5), Rise(last), 0),
                    .. Columns.Others.Select(row => new Attends(LayerReading.Lmar, Steering, row, Against(layers - last, layers, 1.5), Rise(last), 0))])),
            Of("LS-41", "IA3 has the highest mean LMAR of the other methods.", "§3, Figure 2",
                new Several(Quantifier.All, [.. Columns.Others.Where(row => row != "IA3").Select(row => new Attends(LayerReading.Lmar, "IA3", row, All(layers), "on the mean over layers", 0))])),
            Of("LS-42", "Rebalancing attention is what brings the score.", "§3, §7",
                new Several(Quantifier.All,
                [
                    new Rebalances(LayerReading.Lmar, SteeringVariants.Groups(zoo)),
                    new Above(Controls.Name, Steering, Connector, Columns.Printed(zoo), 0),
                    new Gains(Controls.Name, Steering, Controls.DrawnSubspaces, Connector, Columns.Printed(zoo), 0.5),
                ])),
            Of("LS-43", "Steering makes visual states larger.", "A.1", new Attends(LayerReading.Grown, Steering, null, All(layers), "on the mean over layers", 0.95)),
            Of("LS-44", "Larger visual states get more attention: with the editors on, the picture's share is larger than with them off.", "A.1, eq. 13",
                new Attends(LayerReading.Gained, Steering, null, Later(layers), "on the mean over layers behind the first", 0)),
            Of("LS-47", "Attention to the picture is sparse: a tenth of the visual tokens holds half of it.", "A.3, Figure 8",
                new Several(Quantifier.All, [.. ((string[])["FT", "LoRA", Steering]).Select(row => InMost(layers, layer => new Attends(LayerReading.TopTenth, row, null, One(layer), In(layer), 0.5)))])),
        ];
    }

    private static Claim Of(string id, string text, string where, ClaimTest test) => new(id, text, where, test, OnPrint);

    private static Several InMost(int layers, Func<int, ClaimTest> test) => new(Quantifier.MoreThanHalf, [.. Enumerable.Range(0, layers).Select(test)]);

    private static string In(int layer) => $"in layer {layer + 1}";

    private static string Rise(int last) => $"in the last {(last == 1 ? "layer" : $"{last} layers")} over 1.5 times that of the others";

    private static double[] One(int layer) => [.. Enumerable.Repeat(0.0, layer), 1];

    private static double[] All(int layers) => [.. Enumerable.Repeat(1.0 / layers, layers)];

    private static double[] Later(int layers) => [0, .. Enumerable.Repeat(1.0 / (layers - 1), layers - 1)];

    /// <summary>The mean of one side over so many times that of the other: the first <paramref name="border"/> layers with factor 1, else the last ones.</summary>
    private static double[] Against(int border, int layers, double factor) => factor == 1
        ? [.. Enumerable.Repeat(1.0 / border, border), .. Enumerable.Repeat(-1.0 / (layers - border), layers - border)]
        : [.. Enumerable.Repeat(-factor / border, border), .. Enumerable.Repeat(1.0 / (layers - border), layers - border)];
}
