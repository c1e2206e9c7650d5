namespace Steering.Data.IconWorld;

/// <summary>Which wordings may be used: two in training, a third that only a template test shows.</summary>
public enum TemplateSet
{
    Training,
    HeldOut,
}

/// <summary>The wordings of the question forms. {x} and {y} are names, {a} is a name with its article, {r} a relation, {p} a place.</summary>
internal static class Templates
{
    public static string Write(World world, QuestionKind kind, QuestionTarget target, int template)
    {
        var wordings = Wordings(kind);
        var text = wordings[Math.Min(template, wordings.Length - 1)];
        if (target.Concept is { } concept) text = text.Replace("{a}", world.WithArticle(concept), StringComparison.Ordinal).Replace("{x}", world.Name(concept), StringComparison.Ordinal);
        if (target.Other is { } other) text = text.Replace("{y}", world.Name(other), StringComparison.Ordinal);
        if (target.Relation is { } relation) text = text.Replace("{r}", relation.Words(), StringComparison.Ordinal);
        return target.Place is { } place ? text.Replace("{p}", place.ToString(), StringComparison.Ordinal) : text;
    }

    public static int Draw(Chance chance, TemplateSet set) => set == TemplateSet.HeldOut ? 2 : chance.Below(2);

    private static string[] Wordings(QuestionKind kind) => kind switch
    {
        QuestionKind.Exist => ["is there {a}?", "is there {a} in the image?", "do you see {a}?"],
        QuestionKind.Count => ["how many {x} are there?", "count the {x}.", "what number of {x} is shown?"],
        QuestionKind.Color => ["what color is the {x}?", "the {x} has which color?", "which color does the {x} have?"],
        QuestionKind.WhereWhat => ["what is at the {p}?", "name the object at the {p}.", "which thing is at the {p}?"],
        QuestionKind.RelationWhat => ["what is {r} the {y}?", "which object is {r} the {y}?", "what can be seen {r} the {y}?"],
        QuestionKind.RelationYesNo => ["is the {x} {r} the {y}?", "is it true that the {x} is {r} the {y}?", "do you see the {x} {r} the {y}?"],
        QuestionKind.ChoiceKind => ["what kind of thing is at the {p}?"],
        QuestionKind.ChoiceName => ["which of these is in the picture?"],
        QuestionKind.ChoiceWhat => ["what is at the {p}?"],
        QuestionKind.SignSays => ["what does the sign say?", "read the sign.", "what is written on the sign?"],
        QuestionKind.SignBeside => ["what does the sign {r} the {y} say?", "read the sign {r} the {y}.", "what is written on the sign {r} the {y}?"],
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No wording for this kind of question; add it."),
    };
}
