namespace Steering.Stages;

/// <summary>What neither paper asks and everybody should: is it the steering that does it, and do pictures and tuning matter at all?</summary>
public static class Questions
{
    private const string Table = "table1";

    public static IReadOnlyList<Claim> Claims(Zoo zoo)
    {
        var columns = Columns.Printed(zoo);
        return
        [
            Ask("OWN-1", "Trained steering editors do more than the connector that is trained beside them.", columns, "Connector only"),
            Ask("OWN-2", "Trained steering editors do more than the same editors left as they were drawn.", columns, "MoReS-B frozen"),
            Ask("OWN-3", "Tuning by steering makes the aligned model better.", columns, "Aligned, untuned"),
            new Claim("OWN-4", "Full tuning makes the aligned model better.", "", new Above(Table, "FT", "Aligned, untuned", columns, 0), ""),
            new Claim("OWN-5", "The questions need the picture: full tuning beats the same without pictures.", "", new Above(Table, "FT", "Blind FT", columns, 0), ""),
        ];
    }

    private static Claim Ask(string id, string text, IReadOnlyList<string> columns, string control) =>
        new(id, text, "", new Above(Controls.Name, "MoReS-B", control, columns, 0), "Not printed: the paper has no such row.");
}
