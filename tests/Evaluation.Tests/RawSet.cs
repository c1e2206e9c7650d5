using Steering.Data;
using Steering.Data.Sources;

namespace Steering.Tests;

/// <summary>A data set's folder for one test, with empty files where pictures are expected.</summary>
internal sealed class RawSet : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("steering-raw").FullName;

    public RawSet(params string[] pictures)
    {
        foreach (var picture in pictures) File.WriteAllBytes(this[picture], []);
    }

    /// <summary>Path of a file inside; its folder is there.</summary>
    public string this[string file]
    {
        get
        {
            var path = Path.Combine(Folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return path;
        }
    }

    public Task<IReadOnlyList<Sample>> ReadAsync(RawFormat format) => RawFolder.ReadAsync(Folder, format, CancellationToken.None);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
