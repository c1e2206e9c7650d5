namespace Steering.Data.IconWorld;

/// <summary>One of the nine places of a scene.</summary>
public readonly record struct Place(int Row, int Column)
{
    private static readonly string[] s_rows = ["top", "middle", "bottom"];
    private static readonly string[] s_columns = ["left", "center", "right"];

    public string RowWord => s_rows[Row];

    public string ColumnWord => s_columns[Column];

    public override string ToString() => $"{RowWord} {ColumnWord}";
}

/// <summary>How one object lies to another.</summary>
public enum Relation
{
    LeftOf,
    RightOf,
    Above,
    Below,
}

/// <summary>Sizes of a scene, and where things are in it. Near borders and near diagonals nothing is said (study, section 6).</summary>
public static class Geometry
{
    /// <summary>Side of a scene in pixels.</summary>
    public const int Side = 96;

    /// <summary>Cells along a side: a visual token stands for one cell.</summary>
    public const int Cells = 8;

    private const double Third = Side / 3.0;
    private const double BorderMargin = 3;
    private const double RelationMargin = 24;
    private const double AxisMargin = 8;

    public static Place PlaceOf(SceneObject thing)
    {
        ArgumentNullException.ThrowIfNull(thing);
        return new Place(Math.Min(2, (int)(thing.CentreY / Third)), Math.Min(2, (int)(thing.CentreX / Third)));
    }

    /// <summary>Whether the centre is so near a border of the nine places that its place is not asked about.</summary>
    public static bool IsNearBorder(SceneObject thing)
    {
        ArgumentNullException.ThrowIfNull(thing);
        return NearBorder(thing.CentreX) || NearBorder(thing.CentreY);
    }

    /// <summary>How <paramref name="a"/> lies to <paramref name="b"/>: centres at least 24 pixels apart, one axis longer by 8; else null.</summary>
    public static Relation? RelationOf(SceneObject a, SceneObject b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        double dx = a.CentreX - b.CentreX, dy = a.CentreY - b.CentreY;
        double acrossX = Math.Abs(dx), acrossY = Math.Abs(dy);
        if (Math.Max(acrossX, acrossY) < RelationMargin || Math.Abs(acrossX - acrossY) < AxisMargin) return null;
        if (acrossX > acrossY) return dx < 0 ? Relation.LeftOf : Relation.RightOf;
        return dy < 0 ? Relation.Above : Relation.Below;
    }

    public static string Words(this Relation relation) => relation switch
    {
        Relation.LeftOf => "left of",
        Relation.RightOf => "right of",
        Relation.Above => "above",
        _ => "below",
    };

    public static Relation Opposite(this Relation relation) => relation switch
    {
        Relation.LeftOf => Relation.RightOf,
        Relation.RightOf => Relation.LeftOf,
        Relation.Above => Relation.Below,
        _ => Relation.Above,
    };

    private static bool NearBorder(double centre) => Math.Min(Math.Abs(centre - Third), Math.Abs(centre - (2 * Third))) < BorderMargin;
}
