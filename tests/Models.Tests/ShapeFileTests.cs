using System.Text.RegularExpressions;
using Steering.Tests;
using TorchSharp;

namespace Steering.Models.Tests;

/// <summary>Names and shapes of published models, on the meta device, against the approved files in Shapes: numbered blocks stand on one line.</summary>
public sealed partial class ShapeFileTests
{
    private static readonly string Folder = Path.Combine(Golden.Repository, "tests", "Models.Tests", "Shapes");

    public static TheoryData<string> Languages => [.. PublishedModels.Languages.Select(model => model.Name)];

    public static TheoryData<string> Towers => [.. PublishedModels.Towers.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_language_model_has_the_approved_names_and_shapes(string name)
    {
        using var model = CausalLanguageModel.OnMeta(PublishedModels.Language(name));
        Approve(name, model);
    }

    [Theory]
    [MemberData(nameof(Towers))]
    public void A_vision_tower_has_the_approved_names_and_shapes(string name)
    {
        using var tower = VisionTowers.OnMeta(PublishedModels.Tower(name));
        Approve(name, tower.AsModule);
    }

    private static void Approve(string name, torch.nn.Module module)
    {
        var lines = Weights.Base(module)
            .Select(pair => (Match: Block().Match(pair.Name), pair.Name, Shape: $"[{string.Join(", ", pair.Value.shape)}]"))
            .GroupBy(one => one.Match.Success ? $"{one.Match.Groups["before"].Value}*{one.Match.Groups["after"].Value} {one.Shape}" : $"{one.Name} {one.Shape}", StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Key} × {group.Count()}")
            .Order(StringComparer.Ordinal).ToList();
        var path = Path.Combine(Folder, name.Replace('/', '-') + ".txt");
        var text = string.Join("\n", lines) + "\n";
        var approved = File.Exists(path) ? File.ReadAllText(path) : "";
        if (text == approved) return;
        var received = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(path));
        File.WriteAllText(received, text);
        Assert.Fail($"{name}: names or shapes are not those of {path}. Compare {received}, and copy it there if the published model is so.");
    }

    [GeneratedRegex(@"^(?<before>.*layers\.)[0-9]+(?<after>\..*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
