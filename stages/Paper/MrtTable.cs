namespace Steering.Stages;

/// <summary>
/// The main comparison of Multimodal Representation Tuning (arXiv 2503.00723) on the zoo's columns: its editors in tower, connector and language
/// model beside full tuning, weight methods and steering, with others that reach into the tower too.
/// </summary>
public static class MrtTable
{
    public const string Title = "MRT's main comparison: representations and weights, in the language model and in the vision tower";

    public static Tabulate Of(Zoo zoo) => new TableBuilder(zoo).Build("mrt", Title, zoo.MrtRows, zoo.MrtColumns);
}
