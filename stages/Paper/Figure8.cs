namespace Steering.Stages;

/// <summary>Figure 8: attention maps of each layer, laid over the picture, of full tuning, LoRA and MoReS.</summary>
public static class Figure8
{
    public const string Title = "Figure 8: attention maps of each layer";

    private const int Pictures = 2;

    public static PlotPictures Of(Zoo zoo) => new FigureBuilder(zoo).Pictures("figure8", Title, Pictures, "FT", "LoRA", "MoReS-B");
}
