using System.Buffers.Binary;
using Steering.Data.Imaging;
using Steering.Tests;

namespace Steering.Data.Tests;

/// <summary>JPEG files as published sets have them, and as they arrive: cut, swollen, or another format under their name.</summary>
public sealed class PictureFileTests
{
    private static readonly string s_folder = Path.Combine(Golden.Carried, "images", "files");

    /// <summary>A JPEG of each kind, as the repository carries them.</summary>
    private static List<string> Names { get; } = [.. Directory.EnumerateFiles(s_folder).Where(file => File.ReadAllBytes(file) is [0xFF, 0xD8, ..]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Jpegs => [.. Names];

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void A_JPEG_cut_at_any_byte_is_refused_with_its_name_and_a_remedy(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(s_folder, name));
        var end = bytes.AsSpan().LastIndexOf<byte>([0xFF, 0xD9]) + 2;   // what stands behind it is no part of the picture
        for (var length = 0; length < end; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => PictureFile.Decode(bytes[..length], "photo.jpg"));
            Assert.Contains("photo.jpg", error.Message, StringComparison.Ordinal);
            Assert.Contains("again", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Damage may give other pixels or an error; it must not reach beyond the picture.</summary>
    [Theory]
    [MemberData(nameof(Jpegs))]
    public void A_changed_byte_anywhere_ends_in_a_picture_or_in_an_error_that_names_the_file(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(s_folder, name));
        for (var at = 3; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x55;
            if (Record.Exception(() => PictureFile.Decode(changed, "photo.jpg")) is { } error) Assert.Contains("photo.jpg", Assert.IsType<InvalidDataException>(error).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(65500, 65500, "up to")]
    [InlineData(5792, 5792, "cannot hold")]   // within the limit, far beyond what so few bytes hold
    public void A_header_that_promises_too_much_is_refused_before_its_pixels_are_allocated(int width, int height, string said)
    {
        var bytes = File.ReadAllBytes(Path.Combine(s_folder, Names[0]));
        var frame = bytes.AsSpan().IndexOf<byte>([0xFF, 0xC0]);   // length, precision, height, width
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), (ushort)width);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => PictureFile.Decode(bytes, "bomb.jpg"));
        Assert.Contains($"{width} x {height} pixels", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Theory]
    [InlineData("GIF89a", "GIF")]
    [InlineData("BM......", "BMP")]
    [InlineData("RIFF....WEBPVP8 ", "WebP")]
    [InlineData("II*\0....", "TIFF")]
    [InlineData("MM\0*....", "TIFF")]
    [InlineData("....ftypavif", "AVIF")]
    [InlineData("<!DOCTYPE html>", "<!DOCTYPE html>")]
    [InlineData("", "empty")]
    public void What_is_neither_PNG_nor_JPEG_is_refused_as_what_it_is(string bytes, string said)
    {
        var error = Assert.Throws<InvalidDataException>(() => PictureFile.Decode([.. bytes.Select(letter => (byte)letter)], "photo.jpg"));
        Assert.StartsWith("photo.jpg is ", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_told_with_a_row_that_shows_it()
    {
        Sample[] samples = [Row("first", "there.jpg"), Row("second", "gone.jpg"), Row("third", "gone.jpg")];
        var error = Assert.Throws<InvalidDataException>(() => SamplePicture.Read(s_folder, "gone.jpg", samples));
        Assert.Contains("row 'second'", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(s_folder, "gone.jpg"), error.Message, StringComparison.Ordinal);
        Assert.Contains("Fetch", error.Message, StringComparison.Ordinal);
    }

    private static Sample Row(string id, string image) => new() { Id = id, Image = image, Turns = [new Turn("what?", "it")] };
}
