using System.Collections;
using System.Globalization;
using System.Text.Json;
using Parquet.Data;
using Parquet.Schema;

namespace Steering.StandIns.Tests;

/// <summary>Holds rows that were read against rows written down as JSON, exactly.</summary>
internal static class ParquetRows
{
    public static void AssertStruct(JsonElement expected, IDictionary<string, object?> actual, IReadOnlyList<Field> fields, string where)
    {
        var names = expected.EnumerateObject().Select(member => member.Name).ToList();
        Assert.Equal(names, fields.Select(field => field.Name));
        Assert.Equal(names, actual.Keys);
        var i = 0;
        foreach (var member in expected.EnumerateObject()) AssertValue(member.Value, actual[member.Name], fields[i++], $"{where}, {member.Name}");
    }

    private static void AssertValue(JsonElement expected, object? actual, Field field, string where)
    {
        if (expected.ValueKind == JsonValueKind.Null || actual is null)
        {
            Assert.True(expected.ValueKind == JsonValueKind.Null && actual is null, $"{where}: expected {expected}, got {actual ?? "null"}");
            return;
        }
        switch (field)
        {
            case StructField group:
                AssertStruct(expected, (IDictionary<string, object?>)actual, group.Fields, where);
                break;
            case ListField list:
                var items = (IList)actual;
                Assert.Equal(expected.GetArrayLength(), items.Count);
                for (var i = 0; i < items.Count; i++) AssertValue(expected[i], items[i], list.Item, $"{where}[{i}]");
                break;
            case MapField map:
                var pairs = (IDictionary<object, object?>)actual;
                Assert.Equal(expected.GetArrayLength(), pairs.Count);
                foreach (var (pair, entry) in expected.EnumerateArray().Zip(pairs))
                {
                    AssertValue(pair[0], entry.Key, map.Key, $"{where} key");
                    AssertValue(pair[1], entry.Value, map.Value, $"{where}[{entry.Key}]");
                }
                break;
            default:
                Assert.True(IsSame(expected, actual), $"{where}: expected {expected.GetRawText()}, got {actual} ({actual.GetType().Name})");
                break;
        }
    }

    private static bool IsSame(JsonElement expected, object actual) => actual switch
    {
        bool flag => flag == expected.GetBoolean(),
        string text => text == expected.GetString(),
        byte[] bytes => Convert.ToBase64String(bytes) == expected.GetString(),
        float number => BitConverter.SingleToInt32Bits(number) == BitConverter.SingleToInt32Bits((float)ToDouble(expected)) || (float.IsNaN(number) && double.IsNaN(ToDouble(expected))),
        double number => BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits(ToDouble(expected)) || (double.IsNaN(number) && double.IsNaN(ToDouble(expected))),
        decimal number => number.ToString(CultureInfo.InvariantCulture) == expected.GetString(),
        BigDecimal number => number.ToString() == expected.GetString(),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) == expected.GetString(),
        DateTime time => Iso(time) == expected.GetString(),
        TimeSpan time => Fraction(new DateTime(time.Ticks), "HH:mm:ss") == expected.GetString(),
        IFormattable integer => integer.ToString(null, CultureInfo.InvariantCulture) == expected.GetRawText(),
        _ => false,
    };

    private static double ToDouble(JsonElement number) => number.ValueKind == JsonValueKind.String
        ? number.GetString() switch
        {
            "NaN" or "nan" => double.NaN,
            "Infinity" or "inf" => double.PositiveInfinity,
            "-Infinity" or "-inf" => double.NegativeInfinity,
            var other => throw new FormatException($"'{other}' is no number."),
        }
        : double.Parse(number.GetRawText(), CultureInfo.InvariantCulture);

    private static string Iso(DateTime time) => Fraction(time, "yyyy-MM-ddTHH:mm:ss") + (time.Kind == DateTimeKind.Utc ? "+00:00" : "");

    private static string Fraction(DateTime time, string format) =>
        time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? format : format + ".ffffff", CultureInfo.InvariantCulture);
}
