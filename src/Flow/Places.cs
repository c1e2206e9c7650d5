namespace Steering.Flow;

/// <summary>Which names an artifact may have: nothing a stage declares can point outside the folder it is given.</summary>
internal static class Places
{
    private const int LongestName = 120;

    public static string CheckSource(string path) =>
        path is { Length: > 0 } && !path.Contains('\0', StringComparison.Ordinal)
            ? path
            : throw new FlowException("A source needs the path of a file or folder; it was given an empty one.");

    public static string CheckName(string name, string stage)
    {
        var sound = name is { Length: > 0 and <= LongestName } && name[0] != '.' && name.All(IsPlain);
        return sound
            ? name
            : throw new FlowException(
                $"{stage} declares an output named '{name}'. An output's name is one path segment of letters, digits, '.', '-' and '_', " +
                "and does not begin with a dot.");
    }

    public static string CheckExport(string place, string stage)
    {
        var segments = place.Split('/');
        var sound = segments.All(segment => segment is { Length: > 0 and <= LongestName } && segment is not ("." or "..")
            && segment.All(letter => IsPlain(letter) || letter is ' ' or '+'));
        return sound && !Path.IsPathRooted(place)
            ? place
            : throw new FlowException(
                $"{stage} exports to '{place}'. An export's place is relative to the repository, with '/' between plain names and no '..'.");
    }

    /// <summary>True when one place lies inside the other or is the same.</summary>
    public static bool Overlap(string one, string other) =>
        (one + "/").StartsWith(other + "/", StringComparison.Ordinal) || (other + "/").StartsWith(one + "/", StringComparison.Ordinal);

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_';
}
