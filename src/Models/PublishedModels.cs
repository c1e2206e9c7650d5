namespace Steering.Models;

/// <summary>The shapes of published models by the names that tables give them; for counting, and to check what a folder holds.</summary>
public static class PublishedModels
{
    /// <summary>Language models, smallest first.</summary>
    public static IReadOnlyList<(string Name, ILanguageConfig Config)> Languages =>
        [("phi-2", PhiConfig.Phi2), ("vicuna-7b", LlamaConfig.Vicuna7B), ("vicuna-13b", LlamaConfig.Vicuna13B)];

    /// <summary>Vision towers.</summary>
    public static IReadOnlyList<(string Name, IVisionConfig Config)> Towers =>
        [("clip-l/14-224", ClipConfig.Large224), ("clip-l/14-336", ClipConfig.Large336), ("siglip-so400m-384", SigLipConfig.So400M)];

    /// <exception cref="ArgumentException">No such model is known; those that are, are named.</exception>
    public static ILanguageConfig Language(string name) => Find(Languages, name);

    /// <exception cref="ArgumentException">No such tower is known; those that are, are named.</exception>
    public static IVisionConfig Tower(string name) => Find(Towers, name);

    private static TConfig Find<TConfig>(IReadOnlyList<(string Name, TConfig Config)> all, string name)
        where TConfig : class =>
        all.FirstOrDefault(pair => pair.Name == name).Config
        ?? throw new ArgumentException($"No published model is called '{name}'; there are {string.Join(", ", all.Select(pair => pair.Name))}.", nameof(name));
}
