using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Steering.Data.IconWorld;

namespace Steering.Data.Tests;

public sealed class WorldTests
{
    private static readonly World s_world = WorldCases.Tiny;
    private static readonly IReadOnlyList<int> s_all = s_world.Pool(ConceptPool.All);

    private static Scene Draw(Chance chance) => new SceneComposer(s_world).Compose(chance, chance.Between(1, 7), s_all, SceneManner.Training);

    [Fact]
    public void Seeded_chance_gives_the_published_first_numbers_of_xoshiro256()
    {
        // splitmix64 of seed 0 begins with e220a8397b1dcdaf 6e789e6aa1b965f4 06c45d188009454f f88bb8a8724c81ec; xoshiro256** of that state follows by hand.
        ulong s1 = 0x6e789e6aa1b965f4;
        Assert.Equal(ulong.RotateLeft(s1 * 5, 7) * 9, new Chance(0).Next());
        var chance = new Chance(1);
        var normals = Enumerable.Range(0, 20_000).Select(_ => chance.Normal()).ToList();
        Assert.InRange(normals.Average(), -0.03, 0.03);
        Assert.InRange(normals.Average(value => value * value), 0.96, 1.04);
        Assert.Equal(Enumerable.Range(0, 7), Enumerable.Range(0, 500).Select(_ => chance.Below(7)).Distinct().Order());
    }

    [Fact]
    public void The_split_of_a_concept_is_the_hash_of_its_name()
    {
        Assert.All(s_world.Atlas.Concepts, concept =>
        {
            var rank = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(concept.Name))) % 100;
            Assert.Equal(rank < 60 ? Exposure.Asked : rank < 85 ? Exposure.Captioned : Exposure.Unseen, concept.Exposure);
        });
    }

    [Fact]
    public void A_world_takes_sixty_twenty_five_and_fifteen_of_a_hundred_and_its_pools_are_disjoint()
    {
        Assert.Equal(36, s_world.Pool(ConceptPool.Asked).Count);
        Assert.Equal(15, s_world.Pool(ConceptPool.Captioned).Count);
        Assert.Equal(9, s_world.Pool(ConceptPool.Unseen).Count);
        var parts = new[] { ConceptPool.AskedFirst, ConceptPool.AskedSecond, ConceptPool.Captioned, ConceptPool.Unseen }.SelectMany(s_world.Pool).ToList();
        Assert.Equal(s_all, parts.Order());
        Assert.Equal(s_all.Count, parts.Distinct().Count());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(150)]
    public void A_larger_world_keeps_the_order_of_names_and_one_word_each(int concepts)
    {
        var world = WorldCases.Load(concepts);
        Assert.Equal(concepts, world.Count);
        Assert.Equal(world.Concepts.Select(concept => concept.Name).Order(StringComparer.Ordinal), world.Concepts.Select(concept => concept.Name));
        Assert.DoesNotContain(world.Concepts, concept => concept.Name.Contains(' ', StringComparison.Ordinal));
        Assert.Empty(world.Kinds.Intersect(world.Concepts.Select(concept => concept.Name)));
    }

    [Fact]
    public void Every_concept_is_drawn_differently_in_five_styles()
    {
        Assert.All(s_world.Atlas.Concepts, concept =>
        {
            var drawings = Enumerable.Range(0, Style.Names.Count).Select(style => s_world.Atlas.Drawing(concept, style)).ToList();
            Assert.All(drawings, drawing => Assert.True(Enumerable.Range(0, Atlas.Cell * Atlas.Cell).Count(i => drawing[(i * 4) + 3] > 127) > 60, $"{concept.Name} is nearly empty"));
            Assert.Equal(Style.Names.Count, drawings.Select(Convert.ToHexString).Distinct().Count());
        });
    }

    [Fact]
    public void A_world_s_words_are_no_names_have_pools_of_their_own_and_are_lettered_differently_in_five_hands()
    {
        var world = WorldCases.Load(60, words: 20);
        var words = world.Words(ConceptPool.All);
        Assert.Equal(Enumerable.Range(60, 20), words);
        Assert.Equal((12, 5, 3), (world.Words(ConceptPool.Asked).Count, world.Words(ConceptPool.Captioned).Count, world.Words(ConceptPool.Unseen).Count));
        Assert.Empty(words.Select(world.Name).Intersect(world.Atlas.Concepts.SelectMany(concept => (string[])[concept.Name, concept.Kind])));
        var drawings = words.SelectMany(word => Enumerable.Range(0, Style.Names.Count).Select(style => Convert.ToHexString(world.Icon(word, style, 45)))).ToList();
        Assert.Equal(drawings.Count, drawings.Distinct().Count());
        Assert.Empty(WorldCases.Tiny.Words(ConceptPool.All));
        Assert.Contains("words for signs", Assert.Throws<ArgumentOutOfRangeException>(() => WorldCases.Load(60, words: 500)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawings_stay_inside_the_picture_and_hardly_overlap()
    {
        var chance = Chance.Of(1, "boxes");
        for (var i = 0; i < 500; i++)
        {
            var things = Draw(chance).Objects;
            Assert.All(things, thing => Assert.True(thing.X >= 0 && thing.Y >= 0 && thing.X + thing.Size <= Geometry.Side && thing.Y + thing.Size <= Geometry.Side));
            foreach (var a in things)
            {
                foreach (var b in things.Where(b => !ReferenceEquals(a, b)))
                {
                    var width = Math.Min(a.X + a.Size, b.X + b.Size) - Math.Max(a.X, b.X);
                    var height = Math.Min(a.Y + a.Size, b.Y + b.Size) - Math.Max(a.Y, b.Y);
                    Assert.True(width <= 0 || height <= 0 || Math.Min(width, height) <= 0.1 * Math.Max(a.Size, b.Size) + 1);
                }
            }
        }
    }

    [Fact]
    public void A_scene_is_rendered_to_the_same_pixels_on_any_thread_and_paint_shows()
    {
        var chance = Chance.Of(2, "render");
        var scenes = Enumerable.Range(0, 40).Select(_ => Draw(chance)).ToList();
        var renderer = new SceneRenderer(s_world);
        var once = scenes.ConvertAll(scene => renderer.Render(scene).Rgb);
        var again = new byte[scenes.Count][];
        var fresh = new SceneRenderer(WorldCases.Load(60));
        Parallel.For(0, scenes.Count, i => again[i] = fresh.Render(scenes[i]).Rgb);
        Assert.Equal(once, again);

        var red = new Scene(0, 1, [new SceneObject(0, 0, 20, 20, 45, Paint.Red)]);
        var blue = red with { Objects = [red.Objects[0] with { Paint = Paint.Blue }] };
        double Tint(Scene scene) => renderer.Render(scene).Rgb.Chunk(3).Average(pixel => pixel[0] - (double)pixel[2]);
        Assert.True(Tint(red) > 5 && Tint(blue) < -5);
    }

    [Fact]
    public void Augmentation_varies_the_drawing_but_not_the_labels()
    {
        var item = new VisionSampler(s_world).Scene(Chance.Of(3, "vision"));
        Assert.Equal(64, item.Concepts.Count);
        Assert.NotEqual(new SceneRenderer(s_world).Render(item.Record).Rgb, item.Picture.Rgb);
        Assert.DoesNotContain(item.Record.Objects, thing => Style.HeldOut.Contains(thing.Style));
        var labels = PatchLabels.Of(s_world, item.Record);
        Assert.Equal(labels.Select(label => label < 0 ? s_world.Count : item.Record.Objects[label].Concept), item.Concepts);
        Assert.Equal(labels.Select(label => label < 0 ? VisionSampler.NoPaint : (int?)item.Record.Objects[label].Paint ?? VisionSampler.Unpainted), item.PaintLabels);
    }

    [Fact]
    public void A_patch_belongs_to_the_drawing_that_covers_it()
    {
        var square = s_world.Number("newspaper");
        var labels = PatchLabels.Of(s_world, new Scene(0, 1, [new SceneObject(square, 0, 0, 0, 36, null), new SceneObject(square, 0, 60, 60, 36, null)]));
        Assert.Equal(0, labels[9]);
        Assert.Equal(1, labels[(6 * 8) + 6]);
        Assert.Equal(PatchLabels.Background, labels[4]);
        Assert.Equal(PatchLabels.Background, labels[7 * 8]);
    }

    [Fact]
    public void Every_name_has_an_article_and_every_accepted_fact_is_about_a_concept()
    {
        Assert.StartsWith("an ", s_world.WithArticle(s_world.Number("airplane")), StringComparison.Ordinal);
        Assert.Subset(s_world.Atlas.Concepts.Select(concept => concept.Name).ToHashSet(), s_world.Atlas.WordNet.Keys.ToHashSet());
        Assert.Contains("hand tool", s_world.Atlas.WordNet["hammer"].Hypernyms); // and not a part of a gunlock
    }

    [Theory]
    [InlineData("atlas/noto.png")]
    [InlineData("concepts.csv")]
    public void A_damaged_file_is_refused_with_its_name_both_sums_and_a_remedy(string damaged)
    {
        var folder = Directory.CreateTempSubdirectory("atlas-").FullName;
        try
        {
            foreach (var path in Directory.EnumerateFiles(WorldCases.Folder, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(folder, Path.GetRelativePath(WorldCases.Folder, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target) ?? folder);
                File.Copy(path, target);
            }
            var file = Path.Combine(folder, damaged);
            var bytes = File.ReadAllBytes(file);
            var want = Convert.ToHexStringLower(SHA256.HashData(bytes));
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
            var error = Assert.Throws<InvalidDataException>(() => Atlas.Load(folder));
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains(want, error.Message, StringComparison.Ordinal);
            Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), error.Message, StringComparison.Ordinal);
            Assert.Contains("git checkout", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
