namespace Steering.Stages;

/// <summary>Figure 2: layer-wise modality attention ratio of every method.</summary>
public static class Figure2
{
    public const string Title = "Figure 2: layer-wise modality attention ratio (LMAR)";

    public static PlotRatios Of(Zoo zoo) => new FigureBuilder(zoo).Ratios("figure2", Title);
}
