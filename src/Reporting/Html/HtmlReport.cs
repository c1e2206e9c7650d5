using System.Net;
using System.Text;

namespace Steering.Reporting.Html;

/// <summary>
/// Writes a report as one HTML page that opens offline: styles, script and pictures lie in it, and it asks no server for anything. Every table is
/// sortable by its column heads and filterable; every number opens what it rests on. It reads without a script too.
/// </summary>
public static class HtmlReport
{
    // Nothing may be loaded from anywhere; what is in the page may run.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    private static readonly Verdict[] s_verdicts = [Verdict.Holds, Verdict.Fails, Verdict.Undecided, Verdict.NotRun];

    public static string ToText(Report report)
    {
        var page = new StringBuilder();
        page.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <title>{Escaped(report.Title)}</title>
            <style>
            {Resource("report.css")}
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the results</a>
            <header>
            <h1>{Escaped(report.Title)}</h1>
            <p class="label">{Escaped(report.Label)}</p>

            """);
        Facts(page, report.Facts, "facts");
        Contents(page, report);
        page.Append("</header>\n<main id=\"main\">\n");
        if (report.Claims.Count > 0) Claims(page, report.Claims);
        var story = new Stories();
        foreach (var table in report.Tables) TableHtml.Write(page, table, story);
        if (report.Figures.Count > 0) Figures(page, report.Figures);
        page.Append($"""
            </main>
            <dialog id="story" aria-labelledby="story-title"><h2 id="story-title"></h2><dl></dl><form method="dialog"><button>Close</button></form></dialog>
            <script type="application/json" id="stories">{story.ToJson()}</script>
            <script>
            {Resource("report.js")}
            </script>
            </body>
            </html>

            """);
        return page.ToString().ReplaceLineEndings("\n");
    }

    internal static string Escaped(string text) => WebUtility.HtmlEncode(text);

    internal static void Files(StringBuilder page, IReadOnlyList<string> files)
    {
        if (files.Count == 0) return;
        page.Append("<p class=\"files\">Files: ").AppendJoin(", ", files.Select(file => $"<a href=\"{Escaped(file)}\">{Escaped(file)}</a>")).Append("</p>\n");
    }

    private static void Facts(StringBuilder page, IReadOnlyList<Fact> facts, string kind)
    {
        page.Append($"<dl class=\"{kind}\">");
        foreach (var fact in facts) page.Append($"<div><dt>{Escaped(fact.Name)}</dt><dd>{Escaped(fact.Text)}</dd></div>");
        page.Append("</dl>\n");
    }

    private static void Contents(StringBuilder page, Report report)
    {
        page.Append("<nav aria-label=\"Contents\"><ul>\n");
        if (report.Claims.Count > 0) page.Append("<li><a href=\"#claims\">Claims</a></li>\n");
        foreach (var (id, title) in report.Tables.Select(table => (table.Id, table.Title)).Concat(report.Figures.Select(figure => (figure.Id, figure.Title))))
            page.Append($"<li><a href=\"#{Escaped(id)}\">{Escaped(title)}</a></li>\n");
        page.Append("</ul></nav>\n");
    }

    private static void Claims(StringBuilder page, IReadOnlyList<ReportClaim> claims)
    {
        page.Append("<section id=\"claims\" aria-labelledby=\"claims-title\">\n<h2 id=\"claims-title\">Claims</h2>\n<p class=\"tally\">");
        page.AppendJoin(" ", s_verdicts.Select(verdict => $"{Chip(verdict)} {claims.Count(claim => claim.Verdict == verdict)}"));
        page.Append("</p>\n");
        TableHtml.Filter(page, "claims-table", "Filter claims");
        page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"claims-title\"><table id=\"claims-table\" class=\"claims\">\n<caption><span>What the papers claim, and what this zoo's numbers say to it.</span></caption>\n<thead><tr>");
        foreach (var head in (string[])["Id", "Verdict", "Claim", "Numbers", "Test", "On the printed numbers"])
            page.Append($"<th scope=\"col\"><button class=\"sort\">{head}</button></th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var claim in claims)
        {
            var where = claim.Where.Length > 0 ? $" <small>{Escaped(claim.Where)}</small>" : "";
            page.Append($"<tr class=\"{Class(claim.Verdict)}\"><th scope=\"row\">{Escaped(claim.Id)}</th><td data-value=\"{(int)claim.Verdict}\">{Chip(claim.Verdict)}</td><td>{Escaped(claim.Text)}{where}</td>");
            page.Append($"<td>{Escaped(claim.Numbers)}</td><td>{Escaped(claim.Test)}</td><td>{Escaped(claim.OnPrint)}</td></tr>\n");
        }
        page.Append("</tbody></table></div>\n</section>\n");
    }

    private static void Figures(StringBuilder page, IReadOnlyList<ReportFigure> figures)
    {
        foreach (var figure in figures)
        {
            var picture = Convert.ToBase64String(Encoding.UTF8.GetBytes(figure.Svg));
            page.Append($"<section id=\"{Escaped(figure.Id)}\" aria-labelledby=\"{Escaped(figure.Id)}-title\">\n<h2 id=\"{Escaped(figure.Id)}-title\">{Escaped(figure.Title)}</h2>\n");
            page.Append($"<figure><img src=\"data:image/svg+xml;base64,{picture}\" alt=\"{Escaped(figure.Description)}\"><figcaption>{Escaped(figure.Description)}</figcaption></figure>\n");
            Files(page, figure.Files);
            page.Append("</section>\n");
        }
    }

    // A sign and a word beside the colour: colour alone says nothing to many.
    private static string Chip(Verdict verdict)
    {
        var sign = verdict switch { Verdict.Holds => "✓", Verdict.Fails => "✗", Verdict.Undecided => "?", _ => "–" };
        return $"<span class=\"chip {Class(verdict)}\"><span aria-hidden=\"true\">{sign}</span> {verdict.Word()}</span>";
    }

    private static string Class(Verdict verdict) => verdict.Word().Replace(' ', '-');

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Steering.Reporting.Html.{name}")
            ?? throw new InvalidOperationException($"{name} is not in the program. It is an embedded resource of src/Reporting.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
