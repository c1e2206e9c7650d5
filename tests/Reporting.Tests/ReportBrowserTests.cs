using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steering.Reporting.Html;

namespace Steering.Reporting.Tests;

/// <summary>A test in a real browser; skipped, with the reason, where none is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Program is null ? "No Chromium on PATH, so the report's program was not driven: apt-get install chromium." : null;

    public static string? Program { get; } =
#pragma warning disable RS0030 // The one look at PATH of these tests.
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
#pragma warning restore RS0030
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}

/// <summary>
/// The report as a reader uses it: the page runs under its own policy in a frame as wide as a telephone, and the page around it clicks, types
/// and looks.
/// </summary>
public sealed partial class ReportBrowserTests
{
    private const int PhoneWidth = 390;   // CSS pixels

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    [BrowserFact]
    public void A_head_sorts_and_sorts_back_with_missing_values_last()
    {
        var seen = Drive("""
            const score = [...page.querySelectorAll("button.sort")].find(head => head.textContent.includes("TP*"));
            const names = () => [...score.closest("table").tBodies[0].rows].map(row => row.cells[0].firstChild.textContent);   // without the mark of a note
            score.click(); const down = names(), way = score.closest("th").getAttribute("aria-sort");
            score.click(); const up = names(), back = score.closest("th").getAttribute("aria-sort");
            return { down, way, up, back };
            """);
        Assert.Equal(["LoRA", "MoReS-B", "Connector only"], Words(seen, "down"));
        Assert.Equal("descending", seen.GetProperty("way").GetString());
        Assert.Equal(["MoReS-B", "LoRA", "Connector only"], Words(seen, "up"));
        Assert.Equal("ascending", seen.GetProperty("back").GetString());
    }

    [BrowserFact]
    public void A_number_opens_its_story_and_gets_the_focus_back()
    {
        var seen = Drive("""
            const button = page.querySelector("button[data-story]");
            const dialog = page.getElementById("story");
            button.focus(); button.click();
            const open = dialog.open, title = dialog.querySelector("h2").textContent, facts = dialog.querySelectorAll("dt").length, inside = dialog.contains(page.activeElement) || page.activeElement === dialog;
            dialog.querySelector("button, [autofocus]")?.click();
            if (dialog.open) dialog.close();
            return { open, title, label: button.getAttribute("aria-label"), facts, inside, closed: !dialog.open, back: page.activeElement === button };
            """);
        Assert.True(seen.GetProperty("open").GetBoolean());
        Assert.Equal(seen.GetProperty("label").GetString(), seen.GetProperty("title").GetString());
        Assert.True(seen.GetProperty("facts").GetInt32() > 0);
        Assert.True(seen.GetProperty("inside").GetBoolean());
        Assert.True(seen.GetProperty("closed").GetBoolean());
        Assert.True(seen.GetProperty("back").GetBoolean());
    }

    [BrowserFact]
    public void Words_typed_leave_the_rows_that_hold_them()
    {
        var seen = Drive("""
            const input = page.querySelector("input[data-filters]");
            const rows = () => [...page.getElementById(input.dataset.filters).tBodies[0].rows].filter(row => row.getClientRects().length > 0).length;
            const type = text => { input.value = text; input.dispatchEvent(new Event("input")); return rows(); };
            const all = rows(), one = type("ls-05"), said = input.closest("p").querySelector(".found").textContent, none = type("nowhere at all"), again = type("");
            return { all, one, said, none, again };
            """);
        Assert.Equal((2, 1, 0, 2), (Number(seen, "all"), Number(seen, "one"), Number(seen, "none"), Number(seen, "again")));
        Assert.Equal("1 of 2 rows", seen.GetProperty("said").GetString());
    }

    [BrowserFact]
    public void A_telephone_shows_it_without_moving_the_page_sideways()
    {
        var seen = Drive("return { wide: page.documentElement.scrollWidth, room: page.documentElement.clientWidth, faults };");
        Assert.InRange(Number(seen, "wide"), 1, Number(seen, "room"));
        Assert.Equal(0, seen.GetProperty("faults").GetArrayLength());   // nothing was thrown, and the page's own policy blocked nothing of it
    }

    private static int Number(JsonElement seen, string name) => seen.GetProperty(name).GetInt32();

    private static string[] Words(JsonElement seen, string name) => [.. seen.GetProperty(name).EnumerateArray().Select(word => word.GetString()!)];

    /// <summary>Runs a program beside the loaded page, which it knows as <c>page</c>, and gives what it returns.</summary>
    private static JsonElement Drive(string program)
    {
        var folder = Directory.CreateTempSubdirectory("report-browser");
        try
        {
            var around = Path.Combine(folder.FullName, "around.html");
            File.WriteAllText(around, $$"""
                <!doctype html><meta charset="utf-8"><iframe style="width: {{PhoneWidth}}px; height: 800px; border: 0"></iframe><pre id="seen"></pre>
                <script>
                const frame = document.querySelector("iframe"), faults = [];
                frame.addEventListener("load", () => {
                  const page = frame.contentDocument;
                  page.addEventListener("securitypolicyviolation", fault => faults.push(fault.blockedURI));
                  frame.contentWindow.addEventListener("error", fault => faults.push(fault.message));
                  let seen;
                  try { seen = (() => { {{program}} })(); } catch (error) { seen = { error: String(error) }; }
                  document.getElementById("seen").textContent = JSON.stringify(seen);
                });
                frame.srcdoc = {{JsonSerializer.Serialize(HtmlReport.ToText(HtmlReportTests.Sample()))}};
                </script>
                """);
            var dump = Run(folder.FullName, new Uri(around).AbsoluteUri);
            var seen = JsonDocument.Parse(WebUtility.HtmlDecode(Seen().Match(dump).Groups["json"].Value)).RootElement;
            Assert.False(seen.TryGetProperty("error", out var error), error.ValueKind == JsonValueKind.String ? error.GetString() : "");
            return seen;
        }
        finally { folder.Delete(recursive: true); }
    }

    private static string Run(string folder, string address)
    {
        var start = new ProcessStartInfo(BrowserFactAttribute.Program!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", $"--user-data-dir={Path.Combine(folder, "profile")}", "--virtual-time-budget=10000", "--dump-dom", address])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var browser = Process.Start(start)!;
        browser.ErrorDataReceived += (_, _) => { };
        browser.BeginErrorReadLine();
        var output = browser.StandardOutput.ReadToEndAsync();
        if (!browser.WaitForExit(s_patience)) browser.Kill(entireProcessTree: true);
        Assert.True(browser.HasExited, "The browser did not end.");
        return output.Result;
    }

    [GeneratedRegex("<pre id=\"seen\">(?<json>.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Seen();
}
