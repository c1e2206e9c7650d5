using Steering.Models;

namespace Steering.Peft;

/// <summary>A method that the peft library has too, and whose adapters it reads and writes (<see cref="PeftFolder"/>).</summary>
public interface IPeftLibraryMethod
{
    /// <summary>The library's name of the method, its <c>peft_type</c>.</summary>
    static abstract string PeftType { get; }

    /// <summary>The method of an adapter_config.json; refuses what is not done here.</summary>
    static abstract IPeftMethod FromPeft(JsonFields config);

    /// <summary>The method's own fields of an adapter_config.json.</summary>
    /// <param name="sites">All maps of the model, for names that stand for several.</param>
    IReadOnlyDictionary<string, object?> ToPeft(IReadOnlyList<LinearSite> sites);
}
