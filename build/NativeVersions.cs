using System.Buffers.Binary;
using Steering.Flow;

namespace Steering.Build;

/// <summary>
/// Which builds of the native libraries behind TorchSharp compute here. On a full feed they are packages, named in the program's deps.json; for
/// the stand-in they are the system's, told apart by the build id that the linker writes into them.
/// </summary>
internal static class NativeVersions
{
    private const int NotesRead = 4096;
    private const uint GnuBuildId = 3;
    private static readonly (string With, string Name, string File)[] System =
    [
        ("libTorchShim.so", "libtorch", "libtorch_cpu.so"),
        ("libTorchShim.so", "BLAS", "libblas.so.3"),
    ];

    public static IReadOnlyList<CodeExtra> All(string program) => [.. Packages(program), .. OfSystem(program)];

    private static IEnumerable<CodeExtra> Packages(string program)
    {
        foreach (var file in Directory.EnumerateFiles(program, "*.deps.json"))
        {
            var text = File.ReadAllText(file);
            const string start = "\"libtorch-";
            for (var at = text.IndexOf(start, StringComparison.Ordinal); at >= 0; at = text.IndexOf(start, at + 1, StringComparison.Ordinal))
            {
                var name = text[(at + 1)..text.IndexOf('"', at + 1)].Split('/');
                if (name.Length == 2) yield return new CodeExtra("TorchSharp", name[0], name[1]);
            }
        }
    }

    private static IEnumerable<CodeExtra> OfSystem(string program)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Path.Combine(program, System[0].With))) yield break;
        foreach (var (with, name, file) in System)
            if (Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is { } path)
                yield return new CodeExtra(with, name, VersionOf(path));
    }

    /// <summary>"libtorch_cpu.so.1.13 build 0123…": the file behind the links, and its build id where it has one.</summary>
    private static string VersionOf(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.Name ?? Path.GetFileName(path);
        return BuildId(path) is { } id ? $"{target} build {id}" : target;
    }

    /// <summary>The note GNU (type 3) near a library's beginning; null when there is none.</summary>
    private static string? BuildId(string path)
    {
        Span<byte> head = stackalloc byte[NotesRead];
        using var stream = File.OpenRead(path);
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        var at = head.IndexOf("GNU\0"u8);
        while (at >= 12)
        {
            var (length, type) = (BinaryPrimitives.ReadUInt32LittleEndian(head[(at - 8)..]), BinaryPrimitives.ReadUInt32LittleEndian(head[(at - 4)..]));
            if (type == GnuBuildId && at + 4 + length <= head.Length) return Convert.ToHexStringLower(head.Slice(at + 4, (int)length));
            var next = head[(at + 4)..].IndexOf("GNU\0"u8);
            at = next < 0 ? -1 : at + 4 + next;
        }
        return null;
    }
}
