namespace Steering.Reporting.Html;

/// <summary>A whole report: what a zoo's tables, figures and claims say, for one page that needs nothing beside it.</summary>
/// <param name="Label">What a reader must know before the first number: the scale.</param>
/// <param name="Facts">How the report came about: commit, time of the newest result, command.</param>
public sealed record Report(
    string Title, string Label, IReadOnlyList<Fact> Facts, IReadOnlyList<ReportClaim> Claims, IReadOnlyList<ReportTable> Tables, IReadOnlyList<ReportFigure> Figures);

/// <summary>A named piece of text.</summary>
public sealed record Fact(string Name, string Text);

/// <summary>A claim with its verdict.</summary>
public sealed record ReportClaim(string Id, Verdict Verdict, string Text, string Where, string Test, string Numbers, string OnPrint);

/// <summary>A table of ours, the paper's beside it, and the story of each number.</summary>
/// <param name="Id">For links: letters, digits and hyphens.</param>
/// <param name="Paper">The printed table; null where the paper has none.</param>
/// <param name="Reference">Name of the row that others are coloured against; empty for no colours.</param>
/// <param name="Files">Where its CSV and Markdown lie, relative to the report.</param>
/// <param name="Story">Facts behind a number, by name of row and column; empty where nothing is known.</param>
public sealed record ReportTable(string Id, Grid Ours, string Title, Grid? Paper, string Reference, IReadOnlyList<string> Files, Func<string, string, IReadOnlyList<Fact>> Story);

/// <summary>A picture as SVG text.</summary>
/// <param name="Description">What it shows, for those who do not see it.</param>
public sealed record ReportFigure(string Id, string Title, string Description, string Svg, IReadOnlyList<string> Files);
