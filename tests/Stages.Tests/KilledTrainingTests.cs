using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Steering.Flow;
using Steering.Tests;

namespace Steering.Stages.Tests;

/// <summary>Training stages killed in every loop go on to the same bytes: real processes, real stages, miniature models.</summary>
public sealed class KilledTrainingTests
{
    /// <summary>States that a key's folder must have reached when a kill falls: one in the first loop or epoch, one in the second. Each step keeps a state.</summary>
    private static readonly int[] States = [3, 21];

    private const int MostRounds = 6;

    [KillFact]
    public async Task Pretraining_alignment_and_tuning_killed_in_every_loop_end_in_the_bytes_of_undisturbed_ones()
    {
        using var undisturbed = new Root();
        Assert.DoesNotContain(await undisturbed.FinishAsync(), line => line.StartsWith("resuming ", StringComparison.Ordinal));
        var said = new List<string>();
        // A loop of milliseconds may pass between two looks at its states; then everything is killed once more, until each loop was.
        for (var round = 0; round < MostRounds && Unkilled(said) is not null; round++)
        {
            using var killed = new Root();
            while (await killed.KillAsync(said)) { }
            Assert.Equal(undisturbed.Outcome(), killed.Outcome());
            Assert.False(Directory.Exists(killed.Checkpoints) && Directory.EnumerateDirectories(killed.Checkpoints).Any());
        }
        Assert.True(Unkilled(said) is null, $"{Unkilled(said)}:\n{string.Join('\n', said)}");
    }

    /// <summary>The first loop, or epoch of tuning, that no kill fell into; null when each was killed.</summary>
    private static string? Unkilled(IReadOnlyList<string> said)
    {
        foreach (var (stage, steps) in ((string, int)[])[("PretrainLanguage", MiniHouse.LanguageSteps), ("PretrainVision", MiniHouse.CropSteps), ("PretrainVision", MiniHouse.SceneSteps), ("Align", MiniHouse.WarmSteps), ("Align", MiniHouse.EpochSteps)])
            if (Resumed(said, stage, steps).Count == 0) return $"{stage} was never killed in its loop of {steps} steps";
        var tuned = Resumed(said, "Tune", 2 * MiniHouse.EpochSteps);
        return !tuned.Any(step => step < MiniHouse.EpochSteps) ? "Tune was never killed in its first epoch" : !tuned.Any(step => step > MiniHouse.EpochSteps) ? "Tune was never killed in its second epoch" : null;
    }

    /// <summary>Steps at which a loop of that length was taken up again.</summary>
    private static IReadOnlyList<int> Resumed(IEnumerable<string> said, string stage, int steps) =>
        [.. said.Select(line => Regex.Match(line, $@"^resuming {stage} .*from step (\d+)/{steps}$", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .Where(match => match.Success).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>A repository of its own in a temporary folder.</summary>
    private sealed class Root : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("mini-").FullName;
        private readonly HashSet<(string Key, int State)> _hit = [];

        public string Checkpoints => Path.Combine(_folder, "store", "checkpoints");

        public async Task<IReadOnlyList<string>> FinishAsync()
        {
            using var host = Start();
            var lines = (await host.StandardOutput.ReadToEndAsync()).Split('\n');
            await host.WaitForExitAsync();
            Assert.True(host.ExitCode == 0, string.Join('\n', lines));
            return lines;
        }

        /// <summary>Runs the host until a stage has kept one more of the chosen states, and kills it there. False when it finished first.</summary>
        public async Task<bool> KillAsync(List<string> said)
        {
            using var host = Start();
            var reading = host.StandardOutput.ReadToEndAsync();
            while (!host.HasExited)
            {
                if (HitNow())
                {
                    host.Kill();   // the host alone; its children must notice
                    break;
                }
                await Task.Delay(1);
            }
            await host.WaitForExitAsync();
            said.AddRange((await reading).Split('\n'));
            Assert.True(host.ExitCode is 0 or 137, string.Join('\n', said));
            return host.ExitCode != 0;
        }

        /// <summary>Label and digests of every result.</summary>
        public IReadOnlyList<string> Outcome()
        {
            using var store = Store.Open(Path.Combine(_folder, "store"));
            return [.. store.Manifests().Select(manifest => $"{manifest.Label} {string.Join(' ', manifest.Outputs.Select(output => output.Digest))}").Order(StringComparer.Ordinal)];
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private bool HitNow()
        {
            if (!Directory.Exists(Checkpoints)) return false;
            foreach (var key in Directory.GetDirectories(Checkpoints))
                foreach (var state in States)
                    if (Latest(key) >= state && _hit.Add((Path.GetFileName(key), state))) return true;
            return false;
        }

        private static int Latest(string key)
        {
            try { return Directory.GetDirectories(key).Select(state => int.TryParse(Path.GetFileName(state), CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty(0).Max(); }
            catch (DirectoryNotFoundException) { return 0; }   // its result has just been published
        }

        private Process Start()
        {
            var start = Program.Command(AppContext.BaseDirectory, "host", Path.Combine(Golden.Repository, "datasets", "IconWorld", "shipped"), _folder);
            (start.RedirectStandardOutput, start.UseShellExecute) = (true, false);
            return Process.Start(start)!;
        }
    }
}

/// <summary>Needs signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KillFactAttribute : FactAttribute
{
    public KillFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Kills processes: Linux only.";
    }
}
