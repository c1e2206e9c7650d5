using Steering.Data.IconWorld;
using Steering.Data.IconWorld.Sets;

namespace Steering.Data.Tests;

/// <summary>Which visual tokens show what.</summary>
public sealed class SpotTests
{
    private static World World => WorldCases.Tiny;

    private static Dictionary<string, Scene> Scenes { get; } = TuningSet.Records(World, new SceneSet { Stream = "spots", Seed = 1, Count = 60 }).ToDictionary(record => record.Image, record => record.Scene, StringComparer.Ordinal);

    [Fact]
    public void A_spots_tokens_show_what_its_question_asks_for_and_its_other_question_asks_for_another_thing_of_the_picture()
    {
        var spots = SceneSpots.Find(World, Scenes, PromptForm.Plain);
        Assert.True(spots.Count > 20, $"{spots.Count}");
        Assert.Distinct(spots.Select(spot => spot.Id));
        var key = new AnswerKey(World);
        foreach (var spot in spots)
        {
            var scene = Scenes[spot.Image];
            var labels = PatchLabels.Of(World, scene);
            var thing = Assert.Single(spot.Tokens.Select(token => labels[token]).Distinct());
            Assert.Equal(labels.Count(label => label == thing), spot.Tokens.Count);
            var name = World.Name(scene.Objects[thing].Concept);
            Assert.Equal(1, AnswerKey.CountOf(scene, scene.Objects[thing].Concept));
            Assert.Equal(spot.Answer, key.Answer(scene, QuestionKind.Exist, new QuestionTarget(scene.Objects[thing].Concept)));
            Assert.All([spot.Question, spot.Reworded], question => Assert.Contains($" {name}", question, StringComparison.Ordinal));
            var other = World.Number(spot.Other.Split(" in the image")[0].Split(' ')[^1]);
            Assert.NotEqual(name, World.Name(other));
            Assert.Equal(1, AnswerKey.CountOf(scene, other));
            Assert.NotEqual(spot.Question, spot.Reworded);
            Assert.All([spot.Question, spot.Reworded, spot.Other], question => Assert.StartsWith("<image>\n", question, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_file_gives_its_spots_back_without_those_that_are_wanted_and_spreads_the_few()
    {
        var path = Path.GetTempFileName();
        var spots = SceneSpots.Find(World, Scenes, PromptForm.Plain);
        SpotFile.Write(path, spots);
        Assert.Equal(spots.Select(spot => (spot.Id, spot.Answer, string.Join(' ', spot.Tokens))), SpotFile.Read(path).Select(spot => (spot.Id, spot.Answer, string.Join(' ', spot.Tokens))));
        Assert.Throws<InvalidDataException>(() => SpotFile.ReadOthers(path, "yes", most: 5));   // which all answers are
        SpotFile.Write(path, spots.Select((spot, i) => i % 3 == 0 ? spot with { Answer = "no" } : spot));
        var others = SpotFile.ReadOthers(path, "no", most: int.MaxValue);
        Assert.Equal(spots.Where((_, i) => i % 3 != 0).Select(spot => spot.Id), others.Select(spot => spot.Id));
        var few = SpotFile.ReadOthers(path, "no", most: 5).Select(spot => spot.Id).ToList();
        Assert.Equal(5, few.Distinct().Count());
        Assert.True(others.ToList().FindIndex(spot => spot.Id == few[^1]) >= others.Count * 3 / 4);
        File.WriteAllText(path, "{\"id\":1}\n");
        Assert.Contains("line 1", Assert.Throws<InvalidDataException>(() => SpotFile.Read(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
    }
}
