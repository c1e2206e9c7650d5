using System.Runtime.InteropServices;

namespace Steering.Flow;

/// <summary>An assembly that lies with the program.</summary>
/// <param name="Name">Simple name.</param>
/// <param name="Version">Of the package it came from.</param>
/// <param name="Open">Its bytes.</param>
internal sealed record CodeFile(string Name, CodeKind Kind, string Version, Func<Stream> Open);

/// <summary>The program's assemblies by name, opened when they are asked for; what is not among them is .NET's.</summary>
internal sealed class CodeHouse(IEnumerable<CodeFile> files) : IDisposable
{
    private static readonly string s_runtime = RuntimeEnvironment.GetRuntimeDirectory();
    private readonly Dictionary<string, CodeFile> _files = files.ToDictionary(file => file.Name, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CodeImage?> _images = new(StringComparer.OrdinalIgnoreCase);

    public CodeFile? File(string name) => _files.GetValueOrDefault(name);

    /// <summary>The assembly of that name; null when it is nowhere.</summary>
    public CodeImage? Find(string name)
    {
        if (_images.TryGetValue(name, out var known)) return known;
        if (_files.TryGetValue(name, out var file)) return _images[name] = new CodeImage(name, file.Kind, file.Open(), this);
        var path = Path.Combine(s_runtime, name + ".dll");
        return _images[name] = System.IO.File.Exists(path) ? new CodeImage(name, CodeKind.Runtime, System.IO.File.OpenRead(path), this) : null;
    }

    /// <summary>A type of a walked assembly by its full name.</summary>
    public CodeType? FindWalked(string fullName) =>
        _files.Values.Where(file => file.Kind == CodeKind.Walked).Select(file => Find(file.Name)?.Find(fullName)).FirstOrDefault(type => type is { IsWalked: true });

    public void Dispose()
    {
        foreach (var image in _images.Values) image?.Dispose();
    }
}
