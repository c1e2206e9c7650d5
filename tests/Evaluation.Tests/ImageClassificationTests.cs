using System.IO.Compression;
using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Sources;
using Steering.Evaluation;
using Steering.Evaluation.Benchmarks;

namespace Steering.Tests;

public sealed class ImageClassificationTests
{
    [Fact]
    public async Task Class_folders_are_read_with_their_names_as_choices()
    {
        using var folder = new RawSet("test/ankle_boot/1.png", "test/ankle_boot/2.jpg", "test/bag/7.png", "train/bag/1.png");
        var samples = await folder.ReadAsync(RawFormat.ClassFolders);
        Assert.Equal(["ankle_boot/1.png", "ankle_boot/2.jpg", "bag/7.png"], samples.Select(sample => sample.Image));
        Assert.Equal("<image>\nWhat is in the image? Choices: ankle boot, bag.\nAnswer the question using a single word or phrase.", new ImageClassification().Ask(samples[0]).Question);
        Assert.Equal([1, 0], new[] { "Ankle boot.", "bag" }.Select(answer => new ImageClassification().Grade(samples[0], answer)));
        Assert.Equal("<image>\nwhat is it?", new ImageClassification { Question = "what is it?", Lead = null, Request = "" }.Ask(samples[0]).Question);
    }

    [Fact]
    public async Task The_split_that_is_asked_about_is_found_and_what_is_no_class_is_left_out()
    {
        using var folder = new RawSet("train/bag/1.png", "val/bag/1.JPEG", "val/shoe/2.png", "val/.cache/3.png", "val/__MACOSX/4.png", "val/shoe/.5.png", "val/shoe/notes.txt");
        var samples = await folder.ReadAsync(RawFormat.ClassFolders);
        Assert.Equal(["bag/1.JPEG", "shoe/2.png"], samples.Select(sample => sample.Image));
        Assert.All(samples, sample => Assert.Equal(("val", 2), (sample.Category, sample.Choices.Count)));
    }

    /// <summary>The cards of the sets have gradings of their own beside the benchmark's, and its prompt.</summary>
    [Theory, InlineData("CIFAR-10"), InlineData("CIFAR-100"), InlineData("MNIST")]
    public void The_gradings_of_the_sets_cards_pass(string set)
    {
        var (card, benchmark) = (DatasetCard.Read(Path.Combine(Golden.Repository, "datasets", set, "card.md")), new ImageClassification());
        Assert.Equal(DatasetCard.Read(Path.Combine(Golden.Repository, "datasets", benchmark.Dataset, "card.md")).Prompt, card.Prompt);
        Assert.InRange(card.Gradings.Count, 6, 12);
        Assert.All(card.Gradings, grading => Assert.Equal(grading.Score, benchmark.Grade(grading.ToSample(), grading.Answer)));
        Assert.All(card.Files, file => Assert.NotNull(file.Sha256));
    }

    [Fact]
    public async Task The_accuracy_of_each_class_stands_beside()
    {
        using var folder = new RawSet("test/bag/1.png", "test/bag/2.png", "test/hot_dog/3.png");
        var benchmark = new ImageClassification();
        var graded = (await folder.ReadAsync(RawFormat.ClassFolders)).Select((sample, i) => benchmark.GradeOne(sample, i == 0 ? "bag" : "hot dog")).ToList();
        Assert.Equal(200.0 / 3, benchmark.Sum(graded), 1e-9);
        Assert.Equal([("test", 200.0 / 3), ("bag", 50), ("hot_dog", 100)], benchmark.Beside(graded));
    }

    [Theory]
    [InlineData("several folders of one class (Hot_dog, hot dog)", "Hot_dog/1.png", "hot dog/1.png")]
    [InlineData("has the picture 2.webp", "bag/1.png", "shoe/1.png", "shoe/2.webp")]
    [InlineData("has no picture (.png, .jpg, .jpeg) but folders", "train/bag/1.png", "validation/bag/1.png")]
    [InlineData("are unpacked first", "t10k-images-idx3-ubyte.gz")]
    public async Task A_folder_that_would_be_read_wrongly_is_refused(string fault, params string[] files)
    {
        using var folder = new RawSet(files);
        Assert.Contains(fault, (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.ClassFolders))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_classification_set_is_named()
    {
        using var folder = new RawSet("bag/7.png");
        Assert.Contains("1 folders", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.ClassFolders))).Message, StringComparison.Ordinal);
        _ = folder["boot/x.txt"];
        Assert.Contains("boot has no picture", (await Assert.ThrowsAsync<InvalidDataException>(() => folder.ReadAsync(RawFormat.ClassFolders))).Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Idx_files_unpack_to_class_folders_pixel_for_pixel(bool zipped)
    {
        using var folder = new RawSet();
        byte[] pixels = [0, 10, 20, 30, 40, 50, 255, 1, 2, 3, 4, 5];
        Write(folder["images"], [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. pixels], zipped);
        Write(folder["labels"], [0, 0, 8, 1, 0, 0, 0, 2, 1, 0], zipped);
        PackedClasses.UnpackIdx(folder["images"], folder["labels"], ["bag", "ankle_boot"], Path.GetDirectoryName(folder["test/x"])!);
        Assert.Equal(["ankle_boot/00000.png", "bag/00001.png"], (await folder.ReadAsync(RawFormat.ClassFolders)).Select(sample => sample.Image));
        var picture = Png.Read(folder["test/ankle_boot/00000.png"]);
        Assert.Equal((3, 2), (picture.Width, picture.Height));
        Assert.Equal(pixels[..6].SelectMany(grey => new[] { grey, grey, grey }), picture.Rgb);
    }

    [Fact]
    public void A_wrong_idx_file_is_named_with_its_fault()
    {
        using var folder = new RawSet();
        Write(folder["images"], [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9], zipped: false);
        Write(folder["labels"], [0, 0, 8, 1, 0, 0, 0, 1, 1], zipped: false);
        string Fault(string images, string labels) => Assert.Throws<InvalidDataException>(() => PackedClasses.UnpackIdx(folder[images], folder[labels], ["bag"], folder["out"])).Message;
        Assert.Contains("swapped", Fault("labels", "images"), StringComparison.Ordinal);
        Assert.Contains("label 1", Fault("images", "labels"), StringComparison.Ordinal);
        Write(folder["labels"], [0, 0, 8, 1, 0, 0, 0, 2, 0, 0], zipped: false);
        Assert.Contains("labels 2 pictures", Fault("images", "labels"), StringComparison.Ordinal);
        Write(folder["labels"], [0, 0, 8, 1, 0, 0, 0, 2, 0], zipped: false);
        Assert.Contains("holds 1", Fault("images", "labels"), StringComparison.Ordinal);
    }

    private static void Write(string path, byte[] bytes, bool zipped)
    {
        using Stream stream = zipped ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(bytes);
    }
}
