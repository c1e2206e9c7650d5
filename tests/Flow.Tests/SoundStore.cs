using System.Text.Json;

namespace Steering.Flow.Tests;

/// <summary>What must hold of a store at any instant, checked from its plain files and not through the engine.</summary>
internal static class SoundStore
{
    public static void Check(string folder)
    {
        var objects = Path.Combine(folder, "objects");
        if (!Directory.Exists(objects)) return;
        foreach (var path in Directory.EnumerateDirectories(objects).SelectMany(Directory.EnumerateFileSystemEntries)) Assert.Equal(Path.GetFileName(path), Digest.Of(path));
        var manifests = Path.Combine(folder, "manifests");
        if (!Directory.Exists(manifests)) return;
        foreach (var path in Directory.EnumerateFiles(manifests))
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(path));
            Assert.Equal(Path.GetFileNameWithoutExtension(path), manifest.RootElement.GetProperty("key").GetString());
            foreach (var output in manifest.RootElement.GetProperty("outputs").EnumerateArray().Where(output => output.GetProperty("place").ValueKind == JsonValueKind.Null))
                Assert.True(Path.Exists(Path.Combine(objects, output.GetProperty("digest").GetString()![..2], output.GetProperty("digest").GetString()!)));
        }
    }
}
