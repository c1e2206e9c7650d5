namespace Steering.Data;

/// <summary>A part of a list that stands for the whole of it: data sets are often several sources one after the other.</summary>
public static class Evenly
{
    /// <summary>At most so many items at equal steps, the first among them; all, where there are no more.</summary>
    public static IReadOnlyList<T> Spread<T>(IReadOnlyList<T> items, int most) =>
        items.Count <= most ? items : [.. Enumerable.Range(0, most).Select(i => items[(int)((long)i * items.Count / most)])];
}
