using Steering.Data;
using Steering.Data.Imaging;
using Steering.Data.Shards;
using Steering.Data.Sources;
using Steering.Models;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Training.Tests;

/// <summary>Published data sets are JPEG: what a tower sees of them is what it sees of the same pixels in PNG.</summary>
public sealed class JpegSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jpeg").FullName;
    private readonly string[] _jpegs = [.. Directory.EnumerateFiles(Path.Combine(Golden.Carried, "images", "files"), "*.jpg").Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_set_of_JPEG_pictures_is_encoded_as_one_of_the_same_pixels_in_PNG() => Assert.Equal(
        File.ReadAllBytes(await EncodeAsync("jpeg", File.ReadAllBytes)),
        File.ReadAllBytes(await EncodeAsync("png", path => Png.Encode(PictureFile.Read(path)))));

    [Fact]
    public async Task Training_that_reads_pixels_sees_the_same()
    {
        using var jpeg = await OpenAsync("jpeg", File.ReadAllBytes);
        using var png = await OpenAsync("png", path => Png.Encode(PictureFile.Read(path)));
        int[] rows = [.. Enumerable.Range(0, _jpegs.Length)];
        using var scope = NewDisposeScope();
        Assert.True(Near.BitEqual(jpeg.Take(rows), png.Take(rows)));
    }

    [Fact]
    public async Task Training_that_reads_pixels_tells_a_cut_picture_with_its_row_too()
    {
        using var pictures = await OpenAsync("cut", path => File.ReadAllBytes(path)[..^9]);
        Assert.Contains("row 'id 2'", Assert.Throws<InvalidDataException>(() => pictures.Take([2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_picture_is_told_with_the_row_that_shows_it_and_its_file()
    {
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => EncodeAsync("cut", path => path == _jpegs[1] ? File.ReadAllBytes(path)[..^9] : File.ReadAllBytes(path)));
        Assert.Contains("row 'id 1'", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(_jpegs[1]), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The set's pictures as tuning in the tower takes them.</summary>
    private async Task<IPictureTable> OpenAsync(string name, Func<string, byte[]> bytesOf)
    {
        await MakeAsync(name, bytesOf);
        return new PictureSource(At(name), RawFormat.Llava).Open(Samples(), TowerFiles.Tower.ImageSize, TowerFiles.Tower.Tokens);
    }

    /// <summary>Encodes the set; gives the features' file.</summary>
    private async Task<string> EncodeAsync(string name, Func<string, byte[]> bytesOf)
    {
        await MakeAsync(name, bytesOf);
        using (var tower = VisionTowers.Untrained(TowerFiles.Tower, 1)) tower.Save(At("tower"));
        await Encoding.RunAsync(At(name), RawFormat.Llava, At(name, "samples.parquet"), At("tower"), At(name, "features.safetensors"), (_, _) => { }, CancellationToken.None);
        return At(name, "features.safetensors");
    }

    /// <summary>Makes a set of the carried pictures, each as <paramref name="bytesOf"/> has it and under its own name.</summary>
    private async Task MakeAsync(string name, Func<string, byte[]> bytesOf)
    {
        var images = Directory.CreateDirectory(RawFolder.Images(At(name), RawFormat.Llava)).FullName;
        foreach (var path in _jpegs) File.WriteAllBytes(Path.Combine(images, Path.GetFileName(path)), bytesOf(path));
        await SampleShards.WriteAsync(At(name, "samples.parquet"), Samples());
    }

    private List<Sample> Samples() => [.. _jpegs.Select((path, i) => new Sample { Id = $"id {i}", Image = Path.GetFileName(path), Turns = [new Turn("<image>\nWhat is it?", "a drawing")] })];

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);
}
