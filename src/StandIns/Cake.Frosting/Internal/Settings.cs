using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.IO;
using Cake.Core.Packaging;

namespace Cake.Frosting.Internal;

/// <summary>One setting given in code.</summary>
internal sealed record Setting(string Key, string Value);

/// <summary>The folder a host was told to work in.</summary>
internal sealed record WorkingDirectory(DirectoryPath Path);

/// <summary>Cake's configuration: settings from code, then cake.config, then the environment, then arguments.</summary>
internal sealed class Settings : ICakeConfiguration
{
    private readonly IEnumerable<Setting> _given;
    private readonly IFileSystem _files;
    private readonly ICakeEnvironment _environment;
    private readonly CommandLine _command;
    private ICakeConfiguration? _configuration;

    public Settings(IEnumerable<Setting> given, IFileSystem files, ICakeEnvironment environment, CommandLine command) =>
        (_given, _files, _environment, _command) = (given, files, environment, command);

    // Read when first asked: most runs never ask, and reading costs start-up time.
    public string GetValue(string key) => (_configuration ??= Read()).GetValue(key);

    private ICakeConfiguration Read()
    {
        var given = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in _given) given[key] = value;
        var arguments = _command.Remaining.ToDictionary(group => group.Key, group => group.First() ?? "", StringComparer.Ordinal);
        return new CakeConfigurationProvider(_files, _environment).CreateConfiguration(_environment.WorkingDirectory, given, arguments);
    }
}

/// <summary>The engine wants a tool installer; a host on a closed feed has none.</summary>
internal sealed class NoToolInstaller : Core.Tooling.IToolInstaller
{
    public IEnumerable<FilePath> Install(PackageReference tool) => throw new FrostingException(
        $"Tool '{tool.OriginalString}' cannot be installed: a closed feed has no tool packages. Install it by the system's packages.");
}
