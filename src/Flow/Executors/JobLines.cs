using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Steering.Flow;

/// <summary>The child's ear: one path of a job file per line of standard input.</summary>
internal static class JobLines
{
    /// <summary>Listens on a thread of its own. The parent holds the other end; its end, however it came, ends this process at once, working or waiting.</summary>
    public static ChannelReader<string> Listen()
    {
        var jobs = Channel.CreateUnbounded<string>();
        new Thread(() => ListenUntilAlone(jobs.Writer)) { IsBackground = true, Name = "job lines" }.Start();
        return jobs.Reader;
    }

    private static void ListenUntilAlone(ChannelWriter<string> jobs)
    {
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        while (input.ReadLine() is { } line) jobs.TryWrite(line);
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
