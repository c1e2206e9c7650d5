using Steering.Data.Imaging;

namespace Steering.Data.IconWorld.Sets;

/// <summary>A set's folder while it is written: renders each record's image to its path and keeps records.jsonl.</summary>
internal sealed class SetFolder
{
    private readonly SceneRenderer _renderer;
    private readonly World _world;
    private readonly string _imageFolder;

    public SetFolder(World world, string folder, string imageFolder)
    {
        (_world, Path) = (world, folder);
        _renderer = new SceneRenderer(world);
        _imageFolder = System.IO.Path.Combine(folder, imageFolder);
        Directory.CreateDirectory(_imageFolder);
    }

    public string Path { get; }

    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>Writes images and records; the cost of a set is here: about 2 ms an image.</summary>
    /// <param name="records">What to draw, and where.</param>
    /// <param name="progress">Told the fraction drawn.</param>
    /// <param name="change">What is done to a drawn picture before it is written.</param>
    public void Write(IReadOnlyList<SceneRecord> records, Action<double>? progress, Func<SceneRecord, Picture, Picture>? change = null)
    {
        for (var i = 0; i < records.Count; i++)
        {
            var path = System.IO.Path.Combine(_imageFolder, records[i].Image);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? _imageFolder);
            var picture = _renderer.Render(records[i].Scene);
            Png.Write(path, change?.Invoke(records[i], picture) ?? picture);
            progress?.Invoke((i + 1.0) / records.Count);
        }
        SceneRecords.Write(this[SceneRecords.FileName], _world, records);
    }
}
