using System.Globalization;
using Steering.Data.Sources;

namespace Steering.Data.IconWorld.Sets;

/// <summary>
/// Proxy of GQA in its own files: scenes of four to seven drawings, questions that find one thing by another (what is left of the X, is the X left
/// of the Y) or its colour, the kinds by turns. Each has its program, its types, and its group for the distribution of answers; all are balanced.
/// </summary>
public static class GqaSet
{
    public const string QuestionsFile = "testdev_balanced_questions.json";
    public const string ImageFolder = "images";

    private static readonly QuestionKind[] s_kinds = [QuestionKind.RelationWhat, QuestionKind.RelationYesNo, QuestionKind.Color];

    public static void Write(World world, SceneSet set, string folder, Action<double>? progress = null)
    {
        var records = Records(world, set);
        var target = new SetFolder(world, folder, ImageFolder);
        GqaFiles.Write(target[QuestionsFile], [.. records.Select((record, i) => ToQuestion(world, record, i + 1))]);
        target.Write(records, progress);
    }

    public static IReadOnlyList<SceneRecord> Records(World world, SceneSet set)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(set);
        return KindsByTurns.Records(world, set, s_kinds, 4, 7, number => number.ToString("D7", CultureInfo.InvariantCulture) + ".png");
    }

    private static GqaQuestion ToQuestion(World world, SceneRecord record, int number)
    {
        var question = record.Questions[0];
        var bare = new GqaQuestion
        {
            Id = number.ToString("D8", CultureInfo.InvariantCulture),
            ImageId = Path.GetFileNameWithoutExtension(record.Image),
            Question = question.Text,
            Answer = question.Answer,
        };
        var (concept, other, relation) = (Name(question.Target.Concept), Name(question.Target.Other), question.Target.Relation?.Words());
        return question.Kind switch
        {
            QuestionKind.RelationWhat => bare with
            {
                StructuralType = "query",
                SemanticType = "rel",
                DetailedType = "relS",
                Group = "thing",
                Steps = [$"select: {other}", $"relate: {relation}", "query: name"],
            },
            QuestionKind.RelationYesNo => bare with
            {
                StructuralType = "verify",
                SemanticType = "rel",
                DetailedType = "relVerify",
                Group = "yes or no",
                Steps = [$"select: {other}", $"verify rel: {concept}, {relation}"],
            },
            _ => bare with
            {
                StructuralType = "query",
                SemanticType = "attr",
                DetailedType = "directWhich",
                Group = "color",
                Steps = [$"select: {concept}", "query: color"],
            },
        };

        string Name(int? of) => of is { } known ? world.Name(known) : "";
    }
}
