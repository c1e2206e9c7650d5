using System.Security.Cryptography;

namespace Steering.Data.IconWorld;

/// <summary>A folder whose files are listed, with their sha256, in SHA256SUMS (as <c>sha256sum</c> writes it); read whole and checked.</summary>
internal sealed class CheckedFolder
{
    private readonly Dictionary<string, string> _sums = new(StringComparer.Ordinal);
    private readonly string _folder;

    public CheckedFolder(string folder)
    {
        _folder = folder;
        var path = Path.Combine(folder, "SHA256SUMS");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Is {folder} the icon world's folder (datasets/IconWorld)? Restore it with git.", path);
        foreach (var line in File.ReadLines(path))
        {
            var parts = line.Split((string[])["  ", " *"], 2, StringSplitOptions.None);
            if (parts.Length == 2) _sums[parts[1]] = parts[0];
        }
    }

    /// <summary>The bytes of a listed file, or an error that names the file, both sums and the remedy.</summary>
    public byte[] Read(string name)
    {
        var path = Path.Combine(_folder, name);
        if (!_sums.TryGetValue(name, out var want)) throw new InvalidDataException($"{_folder}/SHA256SUMS does not list {name}. Restore both with git, or run make-atlas.sh.");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path} does not exist. Restore it with git.", path);
        var bytes = File.ReadAllBytes(path);
        var got = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return got == want
            ? bytes
            : throw new InvalidDataException(
                $"{path} has sha256 {got}, SHA256SUMS says {want}. The file is damaged or changed: restore it with 'git checkout -- {path}', or run make-atlas.sh and commit what it makes.");
    }

    /// <summary>The data rows of a listed CSV file, each with as many fields as the heading.</summary>
    public IReadOnlyList<string[]> ReadTable(string name)
    {
        var lines = ReadLines(name);
        var columns = Fields(lines[0]).Length;
        return
        [
            .. lines.Skip(1).Select((line, index) => Fields(line) is var fields && fields.Length == columns
                ? fields
                : throw new InvalidDataException($"{_folder}/{name}: line {index + 2} has {fields.Length} fields, the heading {columns}. Run make-atlas.sh again.")),
        ];
    }

    public IReadOnlyList<string> ReadLines(string name) =>
        System.Text.Encoding.UTF8.GetString(Read(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Fields(string line)
    {
        var fields = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[++i]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
