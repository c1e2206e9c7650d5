namespace Steering.Stages;

/// <summary>Figure 1: how much attention goes to the picture, by layer (full tuning, LoRA and MoReS as printed, beside the controls), and against trained parameters.</summary>
public static class Figure1
{
    public const string Title = "Figure 1: attention on the picture, by layer and against trained parameters";

    public static PlotShares Of(Zoo zoo) => new FigureBuilder(zoo).Shares("figure1", Title, ["FT", "LoRA", "MoReS-B"]);
}
