using System.Text;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>What is compiled here is part of the keys of all stages that compute with it.</summary>
public sealed class NativeLibraryTests
{
    [Fact]
    public void No_native_library_that_is_built_here_holds_the_folder_of_this_clone()
    {
        var folder = Encoding.UTF8.GetBytes(Golden.Repository + "/src");
        Sources.None(Directory.EnumerateFiles(AppContext.BaseDirectory, "lib*Shim.so").Where(library => File.ReadAllBytes(library).AsSpan().IndexOf(folder) >= 0));
    }
}
