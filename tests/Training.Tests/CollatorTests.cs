using Steering.Data;
using Steering.Data.Text;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

public sealed class CollatorTests
{
    private const int Slot = ConversationEncoder.ImageSlot;

    [Fact]
    public void The_image_slot_widens_to_the_visual_tokens_and_labels_keep_their_ids()
    {
        using var scope = NewDisposeScope();
        using var features = new FeatureTable(["a", "b"], randn(2, 3, 4));
        var batch = new Collator(0, CPU, longest: 20).Collate(
            [Row([7, Slot, 8, 9], [false, false, false, true], features.Row("b")), Row([5, 6], [false, true], null)], features);
        Assert.Equal([7, 0, 0, 0, 8, 9, 5, 6, 0, 0, 0, 0], batch.Ids_BT.data<long>().ToArray());
        Assert.Equal([-100, -100, -100, -100, -100, 9, -100, 6, -100, -100, -100, -100], batch.Labels_BT.data<long>().ToArray());
        Assert.Equal([1, -1], batch.Layout.VisualStart);
        Assert.Equal([3, 0], batch.Layout.VisualCount);
        Assert.Equal([true, true, true, true, true, true, true, true, false, false, false, false], batch.Layout.Real_BT.data<bool>().ToArray());
        Assert.Equal([false, true, true, true, false, false, false, false, false, false, false, false], batch.Layout.Visual_BT.data<bool>().ToArray());
        using var second = features.Take([1]);
        Assert.True(Near.BitEqual(second, batch.Features_NVC!));
    }

    [Fact]
    public void Two_pictures_a_missing_picture_and_an_overlong_row_are_refused()
    {
        using var features = new FeatureTable(["a"], randn(1, 3, 4));
        var collator = new Collator(0, CPU, longest: 5);
        Assert.Throws<InvalidDataException>(() => collator.Collate([Row([Slot, Slot, 8], [false, false, true], 0)], features));
        Assert.Throws<InvalidDataException>(() => collator.Collate([Row([Slot, 8], [false, true], null)], features));
        Assert.Throws<InvalidDataException>(() => collator.Collate([Row([7, 8], [false, true], 0)], features));
        Assert.Throws<InvalidDataException>(() => collator.Collate([Row([Slot, 8, 9, 9], [false, true, true, true], 0)], features));
    }

    [Fact]
    public void A_feature_table_is_read_back_as_it_was_saved()
    {
        var folder = Directory.CreateTempSubdirectory("features");
        try
        {
            var path = Path.Combine(folder.FullName, "features.safetensors");
            using var features = new FeatureTable(["a.png", "ö.png"], randn(2, 3, 4));
            features.Save(path);
            using var again = FeatureTable.Load(path);
            Assert.Equal(features.Names, again.Names);
            using var scope = NewDisposeScope();
            Assert.True(Near.BitEqual(features.Take([1, 0]), again.Take([1, 0])));
            var error = Assert.Throws<KeyNotFoundException>(() => again.Row("c.png"));
            Assert.Contains("c.png", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TrainingRow Row(int[] ids, bool[] labels, int? image) => new(new EncodedConversation(ids, labels), image);
}
