using System.Text.Json;
using Steering.Tensors;
using Steering.Tests;
using static TorchSharp.torch;

namespace Steering.Peft.Tests;

/// <summary>Adapter folders of the peft library: those in golden/methods are read, and ours hold the same.</summary>
public sealed class PeftFolderTests
{
    private const string Folder = "methods";

    /// <summary>What depends on where the base lies and on how the weights were drawn, not on the adapter.</summary>
    private static readonly string[] Circumstances = ["base_model_name_or_path", "init_weights", "init_lora_weights", "init_ia3_weights"];

    public static TheoryData<string, string> Cases => GoldenFolder.Data(folder => folder.Peft is not null);

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void A_published_folder_gives_the_published_logits(string backbone, string name)
    {
        using var scope = NewDisposeScope();
        var folder = new GoldenFolder(backbone, name);
        using var batch = folder.OpenBatch();
        using var model = folder.Model();
        PeftFolder.Load(folder.Peft!, model);   // the cases are those that have one
        model.eval();
        using var outputs = folder.Outputs();
        Near.Equal(outputs.Load("logits"), batch.Logits(model), batch.Mask, folder.Meta.GetProperty("tolerance").GetProperty("logits").GetDouble(), "logits");
    }

    [GoldenTheory(Folder)]
    [MemberData(nameof(Cases))]
    public void A_folder_of_ours_has_the_published_names_shapes_values_and_settings(string backbone, string name)
    {
        var temporary = Directory.CreateTempSubdirectory("peft");
        try
        {
            using var scope = NewDisposeScope();
            var folder = new GoldenFolder(backbone, name);
            using var model = folder.Model();
            var grafted = PeftFolder.Load(folder.Peft!, model);
            PeftFolder.Save(temporary.FullName, model, grafted, "a base");
            using var expected = Safetensors.Open(Path.Combine(folder.Peft!, "adapter_model.safetensors"));
            using var written = Safetensors.Open(Path.Combine(temporary.FullName, "adapter_model.safetensors"));
            Assert.Equal(expected.Names.Order(StringComparer.Ordinal), written.Names.Order(StringComparer.Ordinal));
            Assert.All(expected.Names, tensor => Assert.True(Near.BitEqual(expected.Load(tensor), written.Load(tensor)), tensor));
            Assert.Equal(Settings(folder.Peft!), Settings(temporary.FullName));
            Assert.Equal(grafted.Method, PeftFolder.ReadMethod(temporary.FullName));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_method_that_the_library_lacks_is_refused_by_name()
    {
        using var model = Toy.Model();
        var grafted = Grafting.Apply(model, new MoReS(1), seed: 0);
        var error = Assert.Throws<NotSupportedException>(() => PeftFolder.Save("nowhere", model.Language, grafted, ""));
        Assert.Contains("MoReS-B", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"peft_type": "PREFIX_TUNING"}""", "PREFIX_TUNING")]
    [InlineData("""{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["q_proj"], "use_dora": true}""", "use_dora")]
    [InlineData("""{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": "all-linear"}""", "target_modules")]
    [InlineData("""{"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["q_proj"], "rank_pattern": {"k_proj": 2}}""", "rank_pattern")]
    public void A_config_that_asks_for_what_is_not_done_here_is_refused_with_the_field(string config, string told)
    {
        var temporary = Directory.CreateTempSubdirectory("peft");
        try
        {
            File.WriteAllText(Path.Combine(temporary.FullName, "adapter_config.json"), config);
            var error = Assert.Throws<InvalidDataException>(() => PeftFolder.ReadMethod(temporary.FullName));
            Assert.Contains(told, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>The config as sorted lines; lists as sets, numbers by value.</summary>
    private static IEnumerable<string> Settings(string folder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "adapter_config.json")));
        return [.. document.RootElement.EnumerateObject().Where(field => !Circumstances.Contains(field.Name, StringComparer.Ordinal))
            .Select(field => $"{field.Name} = {Value(field.Value)}").Order(StringComparer.Ordinal)];
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => $"{value.GetDouble()}",
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Value).Order(StringComparer.Ordinal)),
        _ => value.GetRawText(),
    };
}
