using Steering.Data.IconWorld;
using Steering.Data.Imaging;

namespace Steering.Data.Tests;

/// <summary>datasets/IconWorld/sample.png and the questions below it in card.md are what the code makes, so the README's picture cannot go stale.</summary>
public sealed class WorldSampleTests
{
    private const int Columns = 4;
    private const int Rows = 3;
    private const int Gap = 4;

    [Fact]
    public void The_sample_picture_and_its_questions_are_the_worlds_own()
    {
        var (picture, lines) = Sample();
        var path = Path.Combine(WorldCases.Folder, "..", "sample.png");
        var fresh = Path.Combine(Path.GetTempPath(), "icon-world-sample.png");
        var isSame = File.Exists(path) && Png.Read(path).Rgb.AsSpan().SequenceEqual(picture.Rgb);
        if (!isSame) Png.Write(fresh, picture);
        Assert.True(isSame, $"The world has changed: copy {fresh} to {path}.");
        var questions = string.Join('\n', lines);
        Assert.True(File.ReadAllText(Path.Combine(WorldCases.Folder, "..", "card.md")).Contains(questions, StringComparison.Ordinal), $"Put into card.md, below the picture:\n{questions}");
    }

    private static (Picture Picture, List<string> Lines) Sample()
    {
        var world = WorldCases.Tiny;
        var chance = Chance.Of(1, "sample");
        var composer = new SceneComposer(world);
        var asker = new QuestionAsker(world);
        var renderer = new SceneRenderer(world);
        var pool = world.Pool(ConceptPool.All);
        var sheet = new Picture((Columns * (Geometry.Side + Gap)) - Gap, (Rows * (Geometry.Side + Gap)) - Gap);
        Array.Fill(sheet.Rgb, byte.MaxValue);
        var lines = new List<string>();
        while (lines.Count < Columns * Rows)
        {
            var scene = composer.Compose(chance, chance.Between(2, 5), pool, SceneManner.Training);
            var kind = QuestionKinds.OfThings[lines.Count % QuestionKinds.OfThings.Count];
            if (asker.Ask(chance, scene, kind, new AskingManner(pool)) is not { } question) continue;
            var (left, top) = (lines.Count % Columns * (Geometry.Side + Gap), lines.Count / Columns * (Geometry.Side + Gap));
            var pixels = renderer.Render(scene);
            for (var y = 0; y < Geometry.Side; y++)
            {
                pixels.Rgb.AsSpan(y * Geometry.Side * 3, Geometry.Side * 3).CopyTo(sheet.Rgb.AsSpan((((top + y) * sheet.Width) + left) * 3));
            }
            lines.Add($"{lines.Count + 1}. {question.WithOptions(" ")} *{question.Answer}*");
        }
        return (sheet, lines);
    }
}
