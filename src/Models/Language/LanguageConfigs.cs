namespace Steering.Models;

/// <summary>The families of language models that are built here, by the <c>model_type</c> of their config.json.</summary>
public static class LanguageConfigs
{
    /// <summary>The known values of <c>model_type</c>.</summary>
    public static IReadOnlyList<string> ModelTypes => [PhiConfig.ModelType, LlamaConfig.ModelType];

    /// <summary>Reads a config.json.</summary>
    /// <exception cref="InvalidDataException">The family is unknown, or the config asks for what the family's code does not compute.</exception>
    public static ILanguageConfig Read(string path)
    {
        using var document = JsonFields.Open(path);
        var type = new JsonFields(path, document.RootElement).Text("model_type", "");
        return type switch
        {
            PhiConfig.ModelType => PhiConfig.Read(path),
            LlamaConfig.ModelType => LlamaConfig.Read(path),
            _ => throw new InvalidDataException($"{path}: model_type is '{type}'; the language models built here are {string.Join(", ", ModelTypes)}."),
        };
    }
}
