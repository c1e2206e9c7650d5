using System.Collections.Immutable;

namespace Steering.Flow.Tests;

internal interface IToyMethod;

internal sealed record ToyLora(int Rank) : IToyMethod;

internal sealed record ToyMoReS(int Rank) : IToyMethod
{
    /// <summary>Computed, not state: no part of the text.</summary>
    public string Name => $"MoReS-{Rank}";
}

internal sealed record ToyControl : IToyMethod;

internal enum ToyKind { Cosine, Linear }

internal sealed record TuneParams(string Data, IToyMethod Method, double Rate, ToyKind Kind, IReadOnlyList<int> Layers, IReadOnlyDictionary<string, double> Rates, int? Limit = null);

internal sealed record HasObject(object? Anything);

internal sealed record HasThing(int Seed, Random Chance);

internal sealed record Outer(Outer? Inner, HasThing Thing);

internal record Animal(string Name);

internal sealed record Dog(string Name, int Age) : Animal(Name);

internal sealed record HasAnimal(Animal Pet);

internal sealed record HasFloats(float Single, double Real);

internal sealed record HasLazy(IEnumerable<int> Numbers);

internal sealed record HasDecimal(decimal Price);

internal readonly record struct Point(int X, int Y);

internal sealed record HasPoint(Point At, (int Low, int High) Range);

internal sealed record Parameters<T>(T Value);

public sealed class CanonicalTests
{
    private static readonly TuneParams Sample = new("tiny", new ToyLora(128), 2e-4, ToyKind.Cosine, [0, 2], new Dictionary<string, double> { ["a"] = 1, ["b"] = 2 });

    [Fact]
    public void Equal_params_have_one_text_whatever_collection_holds_them()
    {
        var same = new TuneParams("tiny", new ToyLora(128), 0.0002, ToyKind.Cosine, new List<int> { 0, 2 },
            new SortedDictionary<string, double>(StringComparer.Ordinal) { ["b"] = 2, ["a"] = 1 });
        Assert.Equal(Canonical.Text(Sample), Canonical.Text(same));
        Assert.Equal(Canonical.Text(Sample), Canonical.Text(same with { Layers = ImmutableArray.Create(0, 2) }));
    }

    [Fact]
    public void Every_single_change_changes_the_text()
    {
        TuneParams[] all =
        [
            Sample, Sample with { Data = "Tiny" }, Sample with { Method = new ToyLora(64) }, Sample with { Method = new ToyMoReS(128) }, Sample with { Method = new ToyControl() },
            Sample with { Rate = 1e-4 }, Sample with { Rate = Math.BitIncrement(2e-4) }, Sample with { Kind = ToyKind.Linear }, Sample with { Kind = (ToyKind)7 }, Sample with { Layers = [2, 0] },
            Sample with { Layers = [] }, Sample with { Rates = new Dictionary<string, double> { ["a"] = 2, ["b"] = 1 } }, Sample with { Limit = 0 }, Sample with { Rate = double.NaN },
        ];
        Assert.Equal(all.Length, all.Select(one => Canonical.Text(one)).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void An_interface_typed_property_is_written_by_its_run_time_type() =>
        Assert.Contains("""
            "Method":{"$type":"Steering.Flow.Tests.ToyLora","Rank":128}
            """.Trim(), Canonical.Text(Sample), StringComparison.Ordinal);

    [Fact]
    public void A_base_typed_property_is_written_with_its_derived_state() =>
        Assert.NotEqual(Canonical.Text(new HasAnimal(new Dog("Rex", 3))), Canonical.Text(new HasAnimal(new Dog("Rex", 4))));

    [Fact]
    public void Values_of_different_types_behind_object_differ()
    {
        object?[] values = [1, 1L, 1.0, 1f, 1m, "1", '1', true, "true", null, "null", ToyKind.Cosine, "Cosine", new[] { 1 }, new[] { 1L }, new HashSet<int> { 1 }, new Point(1, 1), TimeSpan.Zero, "00:00:00"];
        Assert.Equal(values.Length, values.Select(value => Canonical.Text(new HasObject(value))).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(0.1f, 0.1)]
    [InlineData(float.Epsilon, double.Epsilon)]
    [InlineData(float.MaxValue, double.MaxValue)]
    [InlineData(-0f, -0.0)]
    public void Floats_survive_the_text(float narrow, double wide)
    {
        using var document = System.Text.Json.JsonDocument.Parse(Canonical.Text(new HasFloats(narrow, wide)));
        Assert.Equal(BitConverter.SingleToInt32Bits(narrow), BitConverter.SingleToInt32Bits(document.RootElement.GetProperty("Single").GetSingle()));
        Assert.Equal(BitConverter.DoubleToInt64Bits(wide), BitConverter.DoubleToInt64Bits(document.RootElement.GetProperty("Real").GetDouble()));
    }

    [Fact]
    public void Broken_and_whole_surrogates_stay_distinct_and_valid_json()
    {
        string[] words = ["\ud83d", "\ude00", "\ud83d\ude00", "\ufffd", "\"", "\\", "\n", "\u0001", "ä", "a\u0308"];
        var texts = words.Select(word => Canonical.Text(new HasObject(word))).ToArray();
        Assert.Equal(words.Length, texts.Distinct(StringComparer.Ordinal).Count());
        foreach (var text in texts) System.Text.Json.JsonDocument.Parse(text).Dispose();
    }

    [Fact]
    public void A_type_without_a_text_is_refused_by_the_property_s_name()
    {
        var error = Assert.Throws<FlowException>(() => Canonical.Text(new Outer(new Outer(null, new HasThing(1, new Random(1))), new HasThing(2, new Random(2)))));
        Assert.Contains("Outer.Inner.Thing.Chance is a System.Random", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lazy_sequence_is_refused() =>
        Assert.Contains("HasLazy.Numbers", Assert.Throws<FlowException>(() => Canonical.Text(new HasLazy(Sample.Layers.Where(layer => layer > 0)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Clocks_and_handles_are_refused()
    {
        Assert.Throws<FlowException>(() => Canonical.Text(new HasObject(DateTimeOffset.UnixEpoch)));
        Assert.Throws<FlowException>(() => Canonical.Text(new HasObject(IntPtr.Zero)));
        Assert.Throws<FlowException>(() => Canonical.Text(new HasObject((Func<int>)(() => 1))));
        Assert.Throws<FlowException>(() => Canonical.Text(new HasObject(new int[1, 1])));
    }

    [Fact]
    public void Equal_decimals_have_one_text() => Assert.Equal(Canonical.Text(new HasDecimal(1.0m)), Canonical.Text(new HasDecimal(1.000m)));

    [Fact]
    public void Structs_tuples_and_generic_records_are_written()
    {
        Assert.NotEqual(Canonical.Text(new HasPoint(new Point(1, 2), (3, 4))), Canonical.Text(new HasPoint(new Point(1, 2), (4, 3))));
        Assert.NotEqual(Canonical.Text(new Parameters<int>(1)), Canonical.Text(new Parameters<long>(1)));
    }
}
