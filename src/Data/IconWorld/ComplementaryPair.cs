namespace Steering.Data.IconWorld;

/// <summary>
/// Edits a scene's record a little so that the same question has another answer (as VQAv2's complementary pairs, Goyal et al. 2017): another
/// object in the same box, another paint, two objects exchanged, one copied over another. Found by trial and re-asking the record.
/// </summary>
public sealed class ComplementaryPair(World world)
{
    private const int MostTrials = 60;
    private readonly AnswerKey _key = new(world);

    /// <summary>The edited scene and its answer, or null if no trial changed the answer. <paramref name="pool"/>: concepts that may appear.</summary>
    public (Scene Scene, string Answer)? Find(Chance chance, Scene scene, Question question, IReadOnlyList<int> pool, IReadOnlyList<int> ask)
    {
        ArgumentNullException.ThrowIfNull(chance);
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(question);
        for (var trial = 0; trial < MostTrials; trial++)
        {
            var edited = Edit(chance, scene, question, pool);
            if (_key.Answer(edited, question.Kind, question.Target) is not { } answer || answer == question.Answer) continue;
            if (question.Kind is QuestionKind.WhereWhat or QuestionKind.RelationWhat && !ask.Contains(world.Number(answer))) continue;
            return (edited with { Seed = chance.Next() >> 1 }, answer);
        }
        return null;
    }

    private static Scene Edit(Chance chance, Scene scene, Question question, IReadOnlyList<int> pool)
    {
        var objects = scene.Objects.ToArray();
        var at = chance.Below(objects.Length);
        switch (question.Kind)
        {
            case QuestionKind.Color:
                objects[at] = objects[at] with { Paint = chance.Pick(Paints.All) };
                break;
            case QuestionKind.RelationYesNo:
                var with = chance.Below(objects.Length);
                (objects[at], objects[with]) = (Dress(objects[at], objects[with]), Dress(objects[with], objects[at]));
                break;
            case QuestionKind.Count when chance.Is(0.5):
                objects[at] = objects[at] with { Concept = objects[chance.Below(objects.Length)].Concept };
                break;
            case QuestionKind.Exist or QuestionKind.Count when chance.Is(0.5):
                objects[at] = objects[at] with { Concept = question.Target.Concept ?? objects[at].Concept };
                break;
            default:
                objects[at] = objects[at] with { Concept = chance.Pick(pool) };
                break;
        }
        return scene with { Objects = objects };
    }

    /// <summary>The look of one object in the box of another.</summary>
    private static SceneObject Dress(SceneObject box, SceneObject look) => box with { Concept = look.Concept, Style = look.Style, Paint = look.Paint };
}
