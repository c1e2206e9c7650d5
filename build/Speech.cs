using Cake.Core;
using Cake.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Steering.Build;

/// <summary>How the host speaks: results on standard output, errors as one line on standard error.</summary>
internal static class Speech
{
    private static readonly bool Colours = !Console.IsErrorRedirected;

    /// <summary>Makes Cake speak like the rest of the host.</summary>
    public static IServiceCollection AddSpeech(this IServiceCollection services) =>
        services.AddSingleton<ICakeLog, QuietLog>().AddSingleton<ICakeReportPrinter, NoReport>();

    public static void Error(string message) => Console.Error.WriteLine(Colours ? $"\e[31merror:\e[0m {message}" : $"error: {message}");

    public static void Warn(string message) => Console.Error.WriteLine(Colours ? $"\e[33mwarning:\e[0m {message}" : $"warning: {message}");

    /// <summary>Cake's log without its ceremony: the reason of a failure once, and no banner.</summary>
    private sealed class QuietLog : ICakeLog
    {
        private const string Announcement = "An error occurred when executing task";
        private const string Prefix = "Error: ";

        public Verbosity Verbosity { get; set; } = Verbosity.Normal;

        public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
        {
            if (format is "" || verbosity > Verbosity || format.StartsWith(Announcement, StringComparison.Ordinal)) return;
            var text = args is { Length: > 0 } ? string.Format(format, args) : format;
            if (text == Prefix) return;   // told already
            if (level <= LogLevel.Error) Error(text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text);
            else if (level == LogLevel.Warning) Warn(text);
            else Console.WriteLine(text);
        }
    }

    /// <summary>The host prints its own summary.</summary>
    private sealed class NoReport : ICakeReportPrinter
    {
        public void Write(CakeReport report) { }

        public void WriteStep(string name, Verbosity verbosity) { }

        public void WriteLifeCycleStep(string name, Verbosity verbosity) { }

        public void WriteSkippedStep(string name, Verbosity verbosity) { }
    }
}
