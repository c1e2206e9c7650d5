using Steering.Data.Text;
using Steering.Flow;
using Steering.Peft;
using Steering.Tensors;
using Steering.Training;

namespace Steering.Stages;

/// <summary>The frozen parts that every multimodal stage reads, as artifacts; and the two choices that go with them.</summary>
/// <param name="Template">How conversations are written.</param>
/// <param name="Connector">Kind of connector, e.g. mlp2x_gelu.</param>
public sealed record ModelParts(
    Artifact<LanguageModel> Language, Artifact<VisionTower> Vision, Artifact<Vocabulary> Vocabulary, ChatTemplate Template, string Connector)
{
    /// <summary>What stages that run the model occupy.</summary>
    public ModelNeeds Needs { get; init; } = ModelNeeds.Small;
}

/// <summary>What stages that run a model occupy.</summary>
/// <param name="Folding">Putting a model and an adapter together on the CPU.</param>
public sealed record ModelNeeds(Resources Training, Resources Answering, Resources Folding)
{
    /// <summary>A model of a million parameters on one core.</summary>
    public static ModelNeeds Small { get; } = new(Resources.Training(), Resources.Training(gigabytes: 1), Resources.Training(gigabytes: 1));
}

/// <summary>The choices of <see cref="ModelParts"/> as a stage's parameters hold them.</summary>
public sealed record ModelChoice(ChatTemplate Template, string Connector)
{
    public static ModelChoice Of(ModelParts parts) => new(parts.Template, parts.Connector);

    /// <summary>The model's files, and where the stage computes with them.</summary>
    internal LlavaFiles Files(StageRun run, Artifact<LanguageModel> language) => new(run[language], Connector) { Device = Devices.Find(run.Device) };

    internal TrainingText Text(string vocabulary) => new(vocabulary, Template);
}
