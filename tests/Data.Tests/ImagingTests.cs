using System.Text.Json;
using Steering.Data.IconWorld;
using Steering.Data.Imaging;
using Steering.Tests;

namespace Steering.Data.Tests;

public sealed class ImagingTests
{
    [GoldenTheory("images")]
    [InlineData("PNG")]
    [InlineData("JPEG")]
    public void Pictures_decode_to_the_golden_pixels_whatever_their_names(string format)
    {
        using var decoded = new GoldenTensors(Path.Combine(Golden.Folder("images"), "decoded.safetensors"));
        var seen = 0;
        foreach (var entry in Golden.Json("images", "manifest.json").GetProperty("images").EnumerateArray())
        {
            if (entry.GetProperty("format").GetString() != format) continue;
            seen++;
            var file = Path.Combine(Golden.Folder("images"), entry.GetProperty("file").GetString() ?? "");
            var picture = PictureFile.Read(file);
            Assert.Equal((entry.GetProperty("width").GetInt32(), entry.GetProperty("height").GetInt32()), (picture.Width, picture.Height));
            var accepted = new[] { "rgb", "rgb_alternative" }.Where(name => entry.TryGetProperty(name, out _)).Select(name => decoded.Bytes(entry.GetProperty(name).GetString() ?? ""));
            var tolerance = entry.GetProperty("tolerance");
            var (most, mean) = accepted.Select(want => Differences(want, picture.Rgb)).Min();
            Assert.True(most <= tolerance.GetProperty("max").GetDouble() && mean <= tolerance.GetProperty("mean").GetDouble(), $"{file}: differs by {most} at most, {mean} on average");
        }
        Assert.NotEqual(0, seen);
    }

    /// <summary>Greatest and mean absolute difference.</summary>
    private static (double Most, double Mean) Differences(byte[] want, byte[] got)
    {
        Assert.Equal(want.Length, got.Length);
        var differences = want.Zip(got, (one, other) => (double)Math.Abs(one - other)).ToList();
        return (differences.Max(), differences.Average());
    }

    [GoldenFact("images")]
    public void Pictures_of_other_formats_and_hostile_files_end_in_an_error_that_names_them_or_in_a_picture_and_cost_little_memory()
    {
        var hostile = Golden.Json("images", "hostile.json").EnumerateArray().Select(entry => (File: entry.GetProperty("file").GetString() ?? "", IsError: entry.GetProperty("expected").GetString() == "error"));
        var others = Golden.Json("images", "manifest.json").GetProperty("images").EnumerateArray()
            .Where(entry => entry.GetProperty("format").GetString() is not ("PNG" or "JPEG")).Select(entry => (File: entry.GetProperty("file").GetString() ?? "", IsError: true));
        var seen = 0;
        foreach (var (name, isError) in hostile.Concat(others))
        {
            var file = Path.Combine(Golden.Folder("images"), name);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Record.Exception(() => PictureFile.Read(file));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 300_000_000, file);
            if (isError) Assert.True(error is not null, file);
            if (error is not null) Assert.Contains(file, Assert.IsType<InvalidDataException>(error).Message, StringComparison.Ordinal);
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [WholeGoldenFact("images")]
    public void Resizing_equals_the_golden_pixels()
    {
        using var tensors = new GoldenTensors(Path.Combine(Golden.Folder("images"), "resize.safetensors"));
        foreach (var entry in Golden.Json("images", "manifest.json").GetProperty("resize").EnumerateArray())
        {
            var from = entry.GetProperty("from").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            var to = entry.GetProperty("to").EnumerateArray().Select(value => value.GetInt32()).ToArray();
            var (name, want) = (entry.GetProperty("source").GetString() ?? "", entry.GetProperty("result").GetString() ?? "");
            var (source, target) = (tensors.Picture(name), tensors.Picture(want));
            Assert.Equal<int>([source.Width, source.Height, target.Width, target.Height], [.. from, .. to]);
            var resized = Resize.To(source, target.Width, target.Height, Enum.Parse<Resampling>(entry.GetProperty("filter").GetString() ?? "", ignoreCase: true));
            Assert.True(target.Rgb.AsSpan().SequenceEqual(resized.Rgb), want);
        }
    }

    [WholeGoldenFact("images")]
    public void The_processors_of_CLIP_and_SigLIP_give_the_golden_pixels_and_values()
    {
        using var decoded = new GoldenTensors(Path.Combine(Golden.Folder("images"), "decoded.safetensors"));
        using var values = new GoldenTensors(Path.Combine(Golden.Folder("images"), "pixel-values.safetensors"));
        using var crops = new GoldenTensors(Path.Combine(Golden.Folder("images"), "processed.safetensors"));
        var manifest = Golden.Json("images", "manifest.json");
        var names = manifest.GetProperty("images").EnumerateArray().ToDictionary(entry => entry.GetProperty("file").GetString() ?? "", entry => entry.GetProperty("rgb").GetString() ?? "");
        var seen = 0;
        foreach (var entry in manifest.GetProperty("processed").EnumerateArray())
        {
            var size = entry.GetProperty("size").GetInt32();
            var processor = entry.GetProperty("processor").GetString() == "clip" ? ImageProcessor.Clip(size) : new ImageProcessor(size);
            processor = processor with { PadsToSquare = entry.GetProperty("aspect").GetString() == "pad" };
            if (!names.TryGetValue(entry.GetProperty("file").GetString() ?? "", out var source)) continue;
            var (key, picture) = (entry.GetProperty("key").GetString() ?? "", decoded.Picture(source));
            if (crops.Has(key)) Assert.True(crops.Bytes(key).AsSpan().SequenceEqual(processor.Square(picture).Rgb), key);
            if (entry.TryGetProperty("float", out _)) Assert.True(values.Floats(key).Zip(processor.Process(picture)).Max(pair => Math.Abs(pair.First - pair.Second)) <= 1e-6);
            seen++;
        }
        Assert.NotEqual(0, seen);
    }

    [Fact]
    public void What_is_written_is_read_back_and_equal_pixels_give_equal_bytes()
    {
        var chance = new Chance(4);
        foreach (var (width, height) in new[] { (1, 1), (7, 3), (96, 96), (500, 2) })
        {
            var picture = new Picture(width, height);
            for (var i = 0; i < picture.Rgb.Length; i++) picture.Rgb[i] = (byte)(i % 5 == 0 ? chance.Below(256) : i / 3);
            var bytes = Png.Encode(picture);
            Assert.Equal(picture.Rgb, Png.Decode(bytes, "memory").Rgb);
            Assert.Equal(bytes, Png.Encode(picture with { Rgb = (byte[])picture.Rgb.Clone() }));
        }
    }

    [Fact]
    public void A_file_cut_at_any_byte_is_refused_with_its_name_an_offset_and_a_remedy()
    {
        var bytes = Png.Encode(new Picture(20, 20));
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => Png.Decode(bytes[..length], "scene.png"));
            Assert.Contains("scene.png", error.Message, StringComparison.Ordinal);
            Assert.Contains("again", error.Message, StringComparison.Ordinal);
            if (length >= 8) Assert.Contains("byte", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_is_noticed()
    {
        var picture = new Picture(9, 9);
        var bytes = Png.Encode(picture);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = (byte[])bytes.Clone();
            changed[at] ^= 0x40;
            Assert.Throws<InvalidDataException>(() => Png.Decode(changed, "scene.png"));
        }
    }

    [Fact]
    public void Transparent_drawings_shrink_without_dark_edges()
    {
        var pixels = new byte[48 * 48 * 4]; // a white disc on transparent black
        for (var i = 0; i < 48 * 48; i++)
        {
            if (Math.Pow((i % 48) - 23.5, 2) + Math.Pow((i / 48) - 23.5, 2) < 400) pixels.AsSpan(i * 4, 4).Fill(255);
        }
        var small = Resize.Rgba(pixels, 48, 48, 21, 21, Resampling.Lanczos);
        Assert.All(Enumerable.Range(0, 21 * 21).Where(i => small[(i * 4) + 3] > 16), i => Assert.True(small[i * 4] > 235));
    }

    /// <summary>Just enough of safetensors to read the goldens: header length, JSON header, raw bytes.</summary>
    private sealed class GoldenTensors(string path) : IDisposable
    {
        private readonly byte[] _bytes = File.ReadAllBytes(path);
        private readonly JsonDocument _header = Header(path);

        public bool Has(string name) => _header.RootElement.TryGetProperty(name, out _);

        public byte[] Bytes(string name)
        {
            var offsets = _header.RootElement.GetProperty(name).GetProperty("data_offsets");
            var start = 8 + (int)BitConverter.ToInt64(_bytes);
            return _bytes[(start + offsets[0].GetInt32())..(start + offsets[1].GetInt32())];
        }

        public float[] Floats(string name) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Bytes(name)).ToArray();

        public Picture Picture(string name)
        {
            var shape = _header.RootElement.GetProperty(name).GetProperty("shape");
            return new Picture(shape[1].GetInt32(), shape[0].GetInt32(), Bytes(name));
        }

        public void Dispose() => _header.Dispose();

        private static JsonDocument Header(string path)
        {
            var bytes = File.ReadAllBytes(path);
            return JsonDocument.Parse(bytes.AsMemory(8, (int)BitConverter.ToInt64(bytes)));
        }
    }
}
