using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>Connector pretraining: captions of scenes of one to four drawings, written as LLaVA's 558k file with its image folder.</summary>
public static class CaptionSet
{
    public const string FileName = "blip_laion_cc_sbu_558k.json";
    public const string ImageFolder = "images";

    /// <summary>What the human side asks; the plain template drops it (Liu et al. 2023), yet the file has it.</summary>
    private static readonly string[] s_requests = ["What is in the picture?", "Describe the image briefly.", "Say what can be seen here."];

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        var chance = set.Chance;
        var composer = new SceneComposer(world);
        var captions = new Captions(world);
        var pool = world.Pool(set.Scenes);
        var records = new List<SceneRecord>();
        var samples = new List<Sample>();
        for (var i = 0; i < set.Count; i++)
        {
            var scene = set.Hang(world, chance, composer.Compose(chance, chance.Between(1, 4), pool, set.Manner));
            var id = i.ToString("D9", CultureInfo.InvariantCulture);
            var request = chance.Pick(s_requests);
            records.Add(new SceneRecord($"{id}.png", scene, []));
            samples.Add(new Sample
            {
                Id = id,
                Image = $"{id}.png",
                Turns = [new Turn(chance.Is(0.5) ? $"{request}\n<image>" : $"<image>\n{request}", captions.Write(chance, scene, set.PaintWords, set.Triples))],
            });
        }
        var target = new SetFolder(world, folder, ImageFolder);
        LlavaJson.Write(target[FileName], samples);
        target.Write(records, progress);
    }
}
