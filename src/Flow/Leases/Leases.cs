using System.Globalization;

namespace Steering.Flow;

/// <summary>
/// Who is at which key of a store, in plain files that are right on shared folders too, where the system's locks are not to be relied on:
/// <c>owners/id</c> tells of one opened store and is rewritten every few seconds; <c>leases/key.1</c> and what follows it, named by whom it
/// follows (<c>key.2.id</c>), are hard links to it, because making a link that must not exist yet is one act everywhere. A holder whose process
/// is provably dead, or whose heart has been silent for the time-out by the waiting one's own clock, is followed by whoever makes the next
/// link. There is nothing to unlock by hand.
/// </summary>
internal sealed class Leases : IDisposable
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);   // of another machine, which cannot be asked
    private const int BeatDigits = 20;
    private const string Draft = ".new";   // an owner's file until it is whole
    private readonly string _owners;
    private readonly string _leases;
    private readonly TimeProvider _clock;
    private readonly LeaseOwner _self = LeaseOwner.Self();
    private readonly Lazy<ITimer> _heart;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lease?> _held = new(StringComparer.Ordinal);
    private ulong _beats;

    public Leases(string folder, TimeProvider clock)
    {
        (_owners, _leases, _clock) = (Path.Combine(folder, "owners"), Path.Combine(folder, "leases"), clock);
        Directory.CreateDirectory(_owners);
        Directory.CreateDirectory(_leases);
        _heart = new Lazy<ITimer>(Begin);
    }

    /// <summary>This store's own name among the owners; from the first call on it is seen to live.</summary>
    public string Self
    {
        get
        {
            _ = _heart.Value;
            return _self.Id;
        }
    }

    /// <summary>Names of owners that are not known to be dead, without this one.</summary>
    public IReadOnlyList<string> Others() => [.. Directory.EnumerateFiles(_owners).Select(file => Path.GetFileName(file)).Where(id => id != _self.Id && !id.EndsWith(Draft, StringComparison.Ordinal))];

    /// <summary>Waits for the sole right to produce a key.</summary>
    /// <param name="waiting">Told whom it waits for, each time that it is another.</param>
    public async Task<Lease> TakeAsync(string key, Action<string> waiting, CancellationToken cancel)
    {
        var watch = new Watched();
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            var before = watch.Whom;
            if (TryTake(key, watch) is { } lease) return lease;
            if (watch.Whom is { } whom && whom != before) waiting(whom);
            await Task.Delay(pause, _clock, cancel);
        }
    }

    /// <summary>Forgets owners that are gone, and their leases of keys that are done.</summary>
    /// <returns>True when there were any.</returns>
    public bool Sweep(Func<string, bool> isDone)
    {
        var dead = Directory.EnumerateFiles(_owners).Where(IsDead).ToArray();
        foreach (var file in dead) File.Delete(file);
        if (dead.Length > 0)
            foreach (var file in Directory.EnumerateFiles(_leases).Where(file => isDone(Path.GetFileName(file).Split('.')[0]) && IsGone(Read(file), new Watched()))) File.Delete(file);
        return dead.Length > 0;
    }

    public void Dispose()
    {
        if (!_heart.IsValueCreated) return;
        _heart.Value.Dispose();
        File.Delete(OwnPath);
    }

    /// <summary>Puts an own link behind an own one; null when another has followed it, or has followed it and ended the chain, which goes from its first link on.</summary>
    internal LeaseLink? TryFollow(string key, LeaseLink last)
    {
        var next = Next(key, last);
        if (!TryLink(next)) return null;
        if (HolderOf(last.Path) == _self.Id) return new LeaseLink(next, _self.Id);
        File.Delete(next);
        return null;
    }

    internal bool IsFollowedByAnother(string key, LeaseLink last) => HolderOf(last.Path) != _self.Id || HolderOf(Next(key, last)) is { } holder && holder != _self.Id;

    internal void Return(string key)
    {
        lock (_gate) _held.Remove(key);
    }

    private string OwnPath => Path.Combine(_owners, _self.Id);

    /// <summary>The name of what may follow a link (null: begin a chain): only one can.</summary>
    private string Next(string key, LeaseLink? last)
    {
        if (last is null) return Path.Combine(_leases, key + ".1");
        var number = int.Parse(Path.GetFileName(last.Path).Split('.')[1], CultureInfo.InvariantCulture);
        return Path.Combine(_leases, string.Create(CultureInfo.InvariantCulture, $"{key}.{number + 1}.{last.Holder ?? "unnamed"}"));
    }

    private List<LeaseLink> Chain(string key)
    {
        var chain = new List<LeaseLink>();
        for (var next = Next(key, null); File.Exists(next); next = Next(key, chain[^1])) chain.Add(new LeaseLink(next, HolderOf(next)));
        return chain;
    }

    private static string? HolderOf(string path) => LeaseOwner.Parse(Read(path))?.Id;

    private Lease? TryTake(string key, Watched watch)
    {
        lock (_gate)
        {
            if (!_held.TryAdd(key, null)) { watch.Whom = _self.ToString(); return null; }   // one at a time from here
        }
        Lease? lease = null;
        try
        {
            var chain = Chain(key);
            if (chain.Count > 0 && !IsGone(Read(chain[^1].Path), watch)) return null;
            var next = Next(key, chain.LastOrDefault());
            if (!TryLink(next)) return null;   // another was quicker
            if (chain.Count > 0 && (!File.Exists(chain[^1].Path) || HolderOf(chain[^1].Path) != chain[^1].Holder))
            {
                File.Delete(next);             // the chain has ended meanwhile, and nobody looks for this
                return null;
            }
            return lease = new Lease(this, key, [.. chain, new LeaseLink(next, _self.Id)]);
        }
        finally
        {
            lock (_gate)
            {
                if (lease is null) _held.Remove(key);
                else _held[key] = lease;
            }
        }
    }

    private bool TryLink(string name)
    {
        _ = Self;
        if (!File.Exists(OwnPath)) WriteSelf();   // swept by one that took this process for dead
        return Posix.TryLink(OwnPath, name);
    }

    /// <summary>True when the holder that a lease's text names will not come back, or must not.</summary>
    private bool IsGone(string text, Watched watch)
    {
        var owner = LeaseOwner.Parse(text);
        watch.Whom = owner?.ToString() ?? "a process that has not said its name";
        var life = text;
        if (owner is not null)
        {
            var file = Path.Combine(_owners, owner.Id);
            if (!File.Exists(file) || owner.IsProvablyDead()) return true;
            life = Read(file);
        }
        return watch.Quiet(life, _clock) >= Silence;
    }

    private bool IsDead(string file)
    {
        if (file.EndsWith(Draft, StringComparison.Ordinal)) return true;
        if (Path.GetFileName(file) == _self.Id) return false;
        return LeaseOwner.Parse(Read(file))?.IsProvablyDead() == true || _clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > Forgotten;
    }

    private ITimer Begin()
    {
        WriteSelf();
        return _clock.CreateTimer(_ => BeatOnce(), state: null, Beat, Beat);
    }

    /// <summary>Whole or not at all: of a name without text nobody could tell whether it is dead.</summary>
    private void WriteSelf()
    {
        var draft = OwnPath + Draft;
        while (true)
        {
            File.WriteAllText(draft, _self.ToText() + Count());
            try
            {
                File.Move(draft, OwnPath, overwrite: true);
                return;
            }
            catch (FileNotFoundException) { }   // swept by one that took it for a dead one's: once more
        }
    }

    private string Count() => _beats.ToString(CultureInfo.InvariantCulture).PadLeft(BeatDigits, '0') + "\n";

    /// <summary>Says that this process lives, and looks whether others have believed it dead.</summary>
    private void BeatOnce()
    {
        try
        {
            Interlocked.Increment(ref _beats);
            using var file = new FileStream(OwnPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-(BeatDigits + 1), SeekOrigin.End);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Count()));
        }
        catch (IOException) { /* a beat is lost; the next may be heard */ }
        Lease[] held;
        lock (_gate) held = [.. _held.Values.OfType<Lease>()];
        foreach (var lease in held) lease.Look();
    }

    private static string Read(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (IOException) { return ""; }
    }

    /// <summary>What one waiting sees of the one it waits for.</summary>
    private sealed class Watched
    {
        private string? _life;
        private long _since;

        public string? Whom { get; set; }

        /// <summary>How long nothing has changed in what the other writes, by the watching clock.</summary>
        public TimeSpan Quiet(string life, TimeProvider clock)
        {
            if (life != _life) (_life, _since) = (life, clock.GetTimestamp());
            return clock.GetElapsedTime(_since);
        }
    }
}
