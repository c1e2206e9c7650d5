using System.Runtime.InteropServices;
using Steering.Data.Imaging;
using Steering.Tensors;

namespace Steering.Build.Doctors;

/// <summary>The system's libtorch, the shim on it, and the BLAS that both use: what the TorchSharp stand-in is made on. The reader of JPEG pictures.</summary>
internal static class Native
{
    private const string Libraries = "/usr/lib";

    public static IEnumerable<Finding> Look()
    {
        if (Toolchain.IsFeedClosed() == true && OperatingSystem.IsLinux())
        {
            yield return Torch();
            yield return Shim();
            foreach (var name in (string[])["blas", "lapack"]) yield return Blas(name);
        }
        yield return Speed();
        yield return Pictures();
    }

    /// <summary>The icon world's pictures are PNG, which is read without a library: only published data sets want this one.</summary>
    private static Finding Pictures() => Jpeg.CanRead
        ? Finding.Ok("jpeg", Find(Jpeg.Library).FirstOrDefault() is { } link ? Resolve(link) : $"{Jpeg.Library} loads")
        : Finding.Warn("jpeg", $"{Jpeg.Library} is absent: the pictures of published data sets cannot be read, PNG can", Jpeg.Remedy);

    /// <summary>A product of matrices: right, and as fast as this processor should be.</summary>
    private static Finding Speed()
    {
        try
        {
            var verdict = BlasCheck.Run();
            return verdict.Sound ? Finding.Ok("products", verdict.Message) : Finding.Fail("products", verdict.Message, "The message says how.");
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            return Finding.Fail("products", $"libtorch does not start: {error.GetBaseException().Message.Split('\n')[0]}", "Mend what failed above, then run ./build.sh --target Doctor again.");
        }
    }

    private static Finding Torch()
    {
        var files = Find("libtorch_cpu.so*");
        if (files.Length == 0) return Finding.Fail("libtorch", "absent", "apt-get install -y libtorch-dev");
        var version = files.Select(file => Path.GetFileName(file)["libtorch_cpu.so".Length..].TrimStart('.')).OrderByDescending(text => text.Length).First();
        return Finding.Ok("libtorch", $"{(version.Length > 0 ? version : "of unknown version")} in {Path.GetDirectoryName(files[0])}");
    }

    private static Finding Shim()
    {
        const string shim = "libTorchShim.so";
        const string remedy = "Remove .artifacts and build again: ./build.sh --target Doctor";
        var path = Path.Combine(AppContext.BaseDirectory, shim);
        if (!File.Exists(path)) return Finding.Fail("shim", $"{shim} is not beside the program", remedy);
        if (!NativeLibrary.TryLoad(path, out var handle)) return Finding.Fail("shim", $"{path} does not load", $"It was built against another libtorch. {remedy}");
        NativeLibrary.Free(handle);
        return Finding.Ok("shim", "loads");
    }

    /// <summary>Debian lets several libraries share this name; the reference one makes a training step some 30 times slower.</summary>
    private static Finding Blas(string name)
    {
        var link = Find($"lib{name}.so.3").FirstOrDefault();
        if (link is null) return Finding.Fail(name, "absent", "apt-get install -y libopenblas0-pthread");
        var target = Resolve(link);
        var architecture = Path.GetFileName(Path.GetDirectoryName(link));
        return target.Contains("openblas-pthread", StringComparison.Ordinal)
            ? Finding.Ok(name, target)
            : Finding.Fail(name, $"{link} leads to {target}, not to the threaded OpenBLAS",
                $"apt-get install -y libopenblas0-pthread && update-alternatives --set lib{name}.so.3-{architecture} /usr/lib/{architecture}/openblas-pthread/lib{name}.so.3");
    }

    private static string Resolve(string link) => File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName ?? link;

    private static string[] Find(string pattern) => Directory.Exists(Libraries)
        ? [.. Directory.GetDirectories(Libraries, "*-linux-gnu*").SelectMany(folder => Directory.GetFiles(folder, pattern)).Order(StringComparer.Ordinal)]
        : [];
}
