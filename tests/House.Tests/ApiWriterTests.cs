using System.IO.Compression;
using Steering.House.Tests.Api;
using Steering.House.Tests.Samples;
using Steering.Tests;

namespace Steering.House.Tests;

/// <summary>The normal form, on types made to hold each of its corners.</summary>
public sealed class ApiWriterTests
{
    private const string Here = "Steering.House.Tests.Samples";

    [Fact]
    public void An_interface_shows_no_abstract_and_marks_bodies_virtual() => Check(typeof(ISample),
        $"T {Here}.ISample : interface",
        $"M {Here}.ISample.Given() : int [virtual]",
        $"M {Here}.ISample.Must(in long place) : void",
        $"P {Here}.ISample.Required : string {{ get; }}");

    [Fact]
    public void An_enum_shows_its_numbers() => Check(typeof(Colour),
        $"T {Here}.Colour : enum : byte", $"V {Here}.Colour.Red = 1", $"V {Here}.Colour.Crimson = 1", $"V {Here}.Colour.Blue = 2");

    [Fact]
    public void A_delegate_is_one_line() => Check(typeof(Making<>), $"D {Here}.Making<T>(string name, params int[][] lists) : T");

    [Fact]
    public void A_record_shows_what_was_written_and_Deconstruct() => Check(typeof(Point),
        $"T {Here}.Point : sealed class : IEquatable<Point>",
        $"C {Here}.Point(int X, string Name = null)",
        $"M {Here}.Point.Deconstruct(out int X, out string Name) : void",
        $"P {Here}.Point.Label : string {{ get; init; }} [required]",
        $"P {Here}.Point.Name : string {{ get; init; }}",
        $"P {Here}.Point.X : int {{ get; init; }}");

    [Fact]
    public void A_class_shows_constraints_defaults_tuples_and_accessors() => Check(typeof(Outer<>),
        $"T {Here}.Outer<T> : abstract class where T : class, IComparable<T>, new()",
        $"F {Here}.Outer<T>.Small : float = 1E-05 [const]",
        $"F {Here}.Outer<T>.Held : T [protected readonly]",
        $"C {Here}.Outer<T>(Colour colour = Colour.Crimson, char mark = '\\n', double rate = NaN) [protected]",
        $"P {Here}.Outer<T>.Mark : int {{ get; protected set; }}",
        $"P {Here}.Outer<T>.Rate : double {{ get; }} [protected]",
        $"M {Here}.Outer<T>.op_Implicit(string text) : Outer<T> [static]",
        $"M {Here}.Outer<T>.Pair(ref Span<nint> span, out Dictionary<string, List<T>> map) : (int, (string, long?)) [abstract]",
        $"M {Here}.Outer<T>.ToString() : string [override]",
        $"M {Here}.Outer<T>.Read<TResult>(TResult? fallback = null, CancellationToken cancel = default, Colour? colour = Colour.Blue, string text = \"a\\\"\\u00E9\")"
            + " : TResult? where TResult : struct [virtual]");

    [Fact]
    public void A_nested_type_shows_its_own_parameters_at_each_level() => Check(typeof(Outer<>.Inner<>),
        $"T {Here}.Outer<T>.Inner<TInner> : sealed class : Outer<T>",
        $"C {Here}.Outer<T>.Inner<TInner>()",
        $"P {Here}.Outer<T>.Inner<TInner>.this[int at] : TInner {{ get; }}",
        $"E {Here}.Outer<T>.Inner<TInner>.Happened : EventHandler [static]",
        $"M {Here}.Outer<T>.Inner<TInner>.Pair(ref Span<nint> span, out Dictionary<string, List<T>> map) : (int, (string, long?)) [override]");

    [Fact]
    public void An_extension_shows_this_arrays_in_order_and_pointers() => Check(typeof(Extensions),
        $"T {Here}.Extensions : static class",
        $"M {Here}.Extensions.Reach(this int[,][] grid, object any, IEnumerable<int?> numbers = null) : int* [static obsolete]");

    [Theory]
    [MemberData(nameof(StandInApiTests.StandIns), MemberType = typeof(StandInApiTests))]
    public void Every_line_of_a_list_is_taken_apart_without_loss(string package, string assembly)
    {
        _ = assembly;
        using var file = File.OpenRead(Path.Combine(Golden.Repository, "tests", "House.Tests", "Api", package + ".txt.gz"));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (text.ReadLine() is { } line)
        {
            var parsed = ApiLine.Parse(line);
            Assert.Equal(line, parsed.Signature + (parsed.Tags.Count > 0 ? $" [{string.Join(' ', parsed.Tags)}]" : ""));
        }
    }

    private static void Check(Type type, params string[] expected) => Assert.Equal(expected.Order(StringComparer.Ordinal), ApiWriter.Write(type).Order(StringComparer.Ordinal));
}
