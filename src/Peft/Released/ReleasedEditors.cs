using System.Globalization;
using System.Text.Json;
using Steering.Models;
using Steering.Tensors;
using static TorchSharp.torch;

namespace Steering.Peft;

// D width, r rank.

/// <summary>What the released program writes of its editors.</summary>
/// <param name="Rank">r.</param>
/// <param name="Dropout">On the steered state.</param>
/// <param name="Layers">Block numbers joined by commas.</param>
/// <param name="Steering">Which positions.</param>
public sealed record ReleasedEditing(int Rank, double Dropout, string Layers, ReleasedSteering Steering);

/// <summary>
/// The editors of a released checkpoint: for each block one file with <c>weight</c> W [r, D], <c>bias</c> b [r] and <c>rotate_layer</c>
/// Rᵀ [D, r], whose columns are orthonormal already; beside them what was edited and where.
/// </summary>
internal static class ReleasedEditors
{
    public const string PositionsName = "mores_pos_configs.json";
    private const string EditsName = "intervention_config.json";
    private const string Type = "mores";
    private const string Component = "block_output";

    public static Grafted Load(string folder, Llava model, ReleasedSteering steering)
    {
        var editing = Read(folder, steering, model.Language.Config.Width);
        var grafted = Grafting.Apply(model, MoReS.OfReleased(editing), seed: 0);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var layer in editing.Layers.Split(','))
        {
            using var file = WeightFiles.Open(Path.Combine(folder, FileName(layer)));
            foreach (var (ours, theirs) in new[] { ("weight", "weight"), ("bias", "bias"), ("raw", "rotate_layer") })
            {
                var parameter = Find(grafted, layer, ours);
                if (!file.Contains(theirs) || !file.Shape(theirs).SequenceEqual(parameter.shape))
                {
                    throw new InvalidDataException($"{file.Path}: it has no {theirs} of shape [{string.Join(", ", parameter.shape)}]. Is it the editor of another model?");
                }
                parameter.copy_(file.Load(theirs, parameter.dtype));
            }
        }
        return grafted;
    }

    public static void Save(string folder, Grafted steered, ReleasedSteering steering, int width)
    {
        var editing = MoReS.ToReleased(steered, steering);
        Directory.CreateDirectory(folder);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var layers = editing.Layers.Split(',');
        foreach (var layer in layers)
        {
            TorchWriter.Write(Path.Combine(folder, FileName(layer)),
            [
                ("weight", Find(steered, layer, "weight")), ("bias", Find(steered, layer, "bias")), ("rotate_layer", Orthogonal.Columns(Find(steered, layer, "raw"))),
            ]);
        }
        steering.Write(Path.Combine(folder, PositionsName), layers.Length);
        File.WriteAllText(Path.Combine(folder, EditsName), JsonSerializer.Serialize(Edits(editing, width), ReleasedFolder.Json));
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(Interventions(editing, width), ReleasedFolder.Json));
    }

    private static ReleasedEditing Read(string folder, ReleasedSteering steering, int width)
    {
        var path = Path.Combine(folder, EditsName);
        try
        {
            var edits = ReleasedFolder.Config(folder, EditsName)["representations"]!.AsArray().Select(edit => edit!.AsObject()).ToList();
            var first = edits[0]["intervention"]!;
            foreach (var edit in edits)
            {
                var (component, type) = (edit["component"]!.GetValue<string>(), edit["intervention"]!["type"]!.GetValue<string>());
                if (component != Component || type != Type) throw new InvalidDataException($"{path}: it edits {component} by {type}; {Component} by {Type} is what is read here.");
                if (edit["intervention"]!["embed_dim"]!.GetValue<int>() != width) throw new InvalidDataException($"{path}: its editors are {edit["intervention"]!["embed_dim"]} wide, the language model is {width}.");
            }
            var layers = edits.ConvertAll(edit => edit["layer"]!.GetValue<int>());
            if (!steering.SharesWeights || layers.Distinct().Count() != layers.Count) throw new InvalidDataException($"{path}: a block has two editors; one that both ends share is what is read here.");
            var numbers = layers.Select(layer => layer.ToString(CultureInfo.InvariantCulture));
            return new ReleasedEditing(first["low_rank_dimension"]!.GetValue<int>(), first["dropout"]?.GetValue<double>() ?? 0, string.Join(',', numbers), steering);
        }
        catch (Exception error) when (error is InvalidOperationException or NullReferenceException or ArgumentOutOfRangeException or FormatException)
        {
            throw new InvalidDataException($"{path}: it does not say for each editor its layer, component, type, width and rank. Was it written by the released program?", error);
        }
    }

    private static object Edits(ReleasedEditing editing, int width) => new
    {
        representations = Numbers(editing).Select(layer => new
        {
            layer,
            component = Component,
            low_rank_dimension = editing.Rank,
            intervention = new { type = Type, embed_dim = width, low_rank_dimension = editing.Rank, dropout = editing.Dropout },
        }),
    };

    /// <summary>The library's own description, which it needs to find the files again.</summary>
    private static object Interventions(ReleasedEditing editing, int width) => new
    {
        intervention_constant_sources = Numbers(editing).Select(_ => true),
        intervention_dimensions = Numbers(editing).Select(_ => width),
        intervention_types = Numbers(editing).Select(_ => "<class 'tinyllava.model.intervention_models.MoReSIntervention'>"),
        mode = "parallel",
        representations = Numbers(editing).Select(layer => new object?[] { layer, Component, "pos", 1, editing.Rank, null, null, null, null, null, null, null, null }),
        sorted_keys = Numbers(editing).Select(layer => Key(layer.ToString(CultureInfo.InvariantCulture))),
        transformers_version = "4.39.3",
    };

    private static IEnumerable<int> Numbers(ReleasedEditing editing) => editing.Layers.Split(',').Select(layer => int.Parse(layer, CultureInfo.InvariantCulture));

    private static string FileName(string layer) => $"intkey_{Key(layer)}.bin";

    private static string Key(string layer) => $"layer.{layer}.comp.{Component}.unit.pos.nunit.1#0";

    private static TorchSharp.Modules.Parameter Find(Grafted grafted, string layer, string name) =>
        grafted.Language.Single(one => one.Name.EndsWith($"layers.{layer}.{name}", StringComparison.Ordinal)).Parameter;
}
