namespace Steering.Flow;

/// <summary>Removal of files and folders that are in the way or left over.</summary>
internal static class Trash
{
    public static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
        catch (DirectoryNotFoundException) { /* someone else was quicker */ }
    }

    /// <summary>For leftovers: what a dying process still writes into is left to the next sweep.</summary>
    public static void TryRemove(string path)
    {
        try { Remove(path); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { /* swept later */ }
    }
}
