using Steering.Data.IconWorld;
using Steering.Data.Text;
using Steering.Flow;
using Steering.Training.Pretraining;

namespace Steering.Stages;

public sealed record LearnVocabularyParams(WorldParams World, ChatTemplate Template, PromptForm Prompts, VocabularyRecipe Recipe);

/// <summary>Trains the byte-level BPE of a small world on its own text.</summary>
public sealed class LearnVocabulary(LearnVocabularyParams parameters, Artifact<Atlas> atlas) : Stage<LearnVocabularyParams>(parameters, atlas)
{
    public override string Label => $"LearnVocabulary {Params.Recipe.Size} entries";

    public Artifact<Vocabulary> Tokenizer => Output<Vocabulary>("tokenizer.json");

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        VocabularyTraining.Run(Params.World.Load(run[atlas]), Params.Template, Params.Prompts, Params.Recipe, run[Tokenizer]);
        return Task.CompletedTask;
    }
}
