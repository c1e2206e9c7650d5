namespace Steering.Data.IconWorld;

/// <summary>Answers a question from a scene's record alone: the only place where answers come from. Null where the record leaves doubt.</summary>
public sealed class AnswerKey(World world)
{
    private static readonly string[] s_numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven"];

    /// <summary>The answer in words (for lettered kinds too); null if the question cannot fairly be asked of this scene.</summary>
    public string? Answer(Scene scene, QuestionKind kind, QuestionTarget target)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(target);
        return kind switch
        {
            QuestionKind.Exist => CountOf(scene, target.Concept) > 0 ? "yes" : "no",
            QuestionKind.Count => s_numbers[CountOf(scene, target.Concept)],
            QuestionKind.Color => Only(scene, target.Concept)?.Paint?.Word(),
            QuestionKind.WhereWhat or QuestionKind.ChoiceWhat => At(scene, target.Place) is { } thing ? world.Name(thing.Concept) : null,
            QuestionKind.ChoiceKind => At(scene, target.Place) is { } thing ? world.All[thing.Concept].Kind : null,
            QuestionKind.RelationWhat => Beside(scene, target) is { } thing ? world.Name(thing.Concept) : null,
            QuestionKind.RelationYesNo => YesNo(scene, target),
            QuestionKind.ChoiceName => CountOf(scene, target.Concept) == 1 ? world.Name(target.Concept ?? 0) : null,
            QuestionKind.SignSays => SignsOf(scene) is [var only] ? world.Name(only.Concept) : null,
            QuestionKind.SignBeside => SignBeside(scene, target) is { } sign ? world.Name(sign.Concept) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No rule answers this kind of question; add it."),
        };
    }

    public static string Number(int count) => s_numbers[count];

    public static int CountOf(Scene scene, int? concept)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return scene.Objects.Count(thing => thing.Concept == concept);
    }

    /// <summary>The one object of a concept, or null if there is none or more than one.</summary>
    public static SceneObject? Only(Scene scene, int? concept) => CountOf(scene, concept) == 1 ? scene.Objects.First(thing => thing.Concept == concept) : null;

    /// <summary>The one object at a place, if it is clearly there and no other touches the place.</summary>
    private static SceneObject? At(Scene scene, Place? place)
    {
        var there = scene.Objects.Where(thing => Geometry.PlaceOf(thing) == place).ToList();
        return there.Count == 1 && !Geometry.IsNearBorder(there[0]) ? there[0] : null;
    }

    /// <summary>The one object that lies so to the other concept; every further object must lie clearly in some direction of it.</summary>
    private static SceneObject? Beside(Scene scene, QuestionTarget target)
    {
        if (Only(scene, target.Other) is not { } other) return null;
        var rest = scene.Objects.Where(thing => !ReferenceEquals(thing, other)).Select(thing => (Thing: thing, Relation: Geometry.RelationOf(thing, other))).ToList();
        if (rest.Exists(pair => pair.Relation is null)) return null;
        var fitting = rest.FindAll(pair => pair.Relation == target.Relation);
        return fitting.Count == 1 && CountOf(scene, fitting[0].Thing.Concept) == 1 ? fitting[0].Thing : null;
    }

    private List<SceneObject> SignsOf(Scene scene) => [.. scene.Objects.Where(thing => world.IsSign(thing.Concept))];

    /// <summary>The one sign that lies so to the concept; every other sign must lie clearly in some direction of it.</summary>
    private SceneObject? SignBeside(Scene scene, QuestionTarget target)
    {
        if (Only(scene, target.Other) is not { } other) return null;
        var signs = SignsOf(scene).ConvertAll(sign => (Sign: sign, Relation: Geometry.RelationOf(sign, other)));
        if (signs.Exists(pair => pair.Relation is null)) return null;
        return signs.FindAll(pair => pair.Relation == target.Relation) is [var fitting] ? fitting.Sign : null;
    }

    private static string? YesNo(Scene scene, QuestionTarget target)
    {
        if (target.Concept == target.Other || Only(scene, target.Concept) is not { } first || Only(scene, target.Other) is not { } second) return null;
        return Geometry.RelationOf(first, second) is not { } relation ? null : relation == target.Relation ? "yes" : "no";
    }
}
