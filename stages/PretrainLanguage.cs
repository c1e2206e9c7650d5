using Steering.Data.IconWorld;
using Steering.Data.Text;
using Steering.Flow;
using Steering.Training.Pretraining;

namespace Steering.Stages;

/// <param name="Kinds">Question forms the model may learn from; what is left out is new to it in tuning (headroom on the language side).</param>
public sealed record PretrainLanguageParams(
    WorldParams World, ChatTemplate Template, IReadOnlyList<QuestionKind> Kinds, LanguageMixture Mixture, LanguageRecipe Recipe);

/// <summary>Pretrains a small language model on written scenes and dictionary text; afterwards it is frozen.</summary>
public sealed class PretrainLanguage(PretrainLanguageParams parameters, Artifact<Atlas> atlas, Artifact<Vocabulary> vocabulary)
    : Stage<PretrainLanguageParams>(parameters, atlas, vocabulary)
{
    public override string Label => $"PretrainLanguage seed {Params.Recipe.Seed}";

    public Artifact<LanguageModel> Model => Output<LanguageModel>("language");

    public Artifact<RunLog> Log => Output<RunLog>("log.csv");

    public override Resources Needs => Resources.Training();

    public override Task RunAsync(StageRun run, CancellationToken cancel)
    {
        var sampler = new LanguageSampler(Params.World.Load(run[atlas]), Params.Kinds, Params.Mixture);
        LanguagePretraining.Run(
            sampler, TokenizerFiles.Read(run[vocabulary]), Params.Template, Params.Recipe, run[Model], run[Log], run.Watch(cancel));
        return Task.CompletedTask;
    }
}
