namespace Steering.Flow.Tests;

/// <summary>The memo saves reading; it never decides what a file holds.</summary>
public sealed class DigestMemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("memo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_edit_of_the_same_size_under_a_restored_modification_time_is_seen_by_its_change_time()
    {
        var memo = Memo();
        var file = Write("atlas/a", "leaf");
        var before = memo.Of(file);
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "LEAF");
        File.SetLastWriteTimeUtc(file, time);
        Assert.NotEqual(before, memo.Of(file));
        Assert.Equal(Digest.OfFile(file), memo.Of(file));
    }

    [Fact]
    public void A_file_put_in_the_place_of_another_is_seen_whatever_its_times_say()
    {
        var memo = Memo();
        var (file, other) = (Write("atlas/a", "leaf"), Write("other", "LEAF"));
        var before = memo.Of(file);
        File.SetLastWriteTimeUtc(other, File.GetLastWriteTimeUtc(file));
        File.Move(other, file, overwrite: true);
        Assert.NotEqual(before, memo.Of(file));
    }

    [LinuxFact]
    public void A_file_hashed_within_two_seconds_of_being_touched_is_read_again_and_later_no_more()
    {
        const int size = 8 << 20;
        var file = Write("big", new string('x', size));
        var touched = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        var clock = new SetClock { Now = touched.AddSeconds(1) };
        var memo = Memo(clock);
        Assert.InRange(ReadBy(() => memo.Of(file)), size, long.MaxValue);
        Assert.InRange(ReadBy(() => memo.Of(file)), size, long.MaxValue);   // the same tuple could hide a second write
        clock.Now = touched.AddSeconds(3);
        Assert.InRange(ReadBy(() => memo.Of(file)), size, long.MaxValue);
        Assert.InRange(ReadBy(() => memo.Of(file)), 0, size / 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000\nx 1 2 3 4 5 a\n")]
    public void A_garbled_memo_is_no_memo(string content)
    {
        var file = Write("atlas/a", "leaf");
        var memo = Memo();
        memo.Of(file);
        memo.Save();
        File.WriteAllText(Path.Combine(_folder, "memo.txt"), content);
        Assert.Equal(Digest.OfFile(file), Memo().Of(file));
    }

    [Fact]
    public void Whatever_is_done_to_a_folder_the_memo_says_what_reading_says()
    {
        var (chance, memo, atlas) = (new Random(11), Memo(), Path.Combine(_folder, "atlas"));
        for (var leaf = 0; leaf < 6; leaf++) Write($"atlas/leaf{leaf}", "leaf");
        for (var step = 0; step < 150; step++)
        {
            Disturb(chance, Path.Combine(atlas, $"leaf{chance.Next(6)}"));
            if (step % 10 == 9)
            {
                memo.Save();
                memo = Memo();
            }
            Assert.Equal(Digest.Of(atlas), memo.Of(atlas));
        }
    }

    [LinuxFact]
    public void A_link_counts_as_what_it_leads_to()
    {
        var atlas = Path.GetDirectoryName(Write("atlas/leaf", "leaf"))!;
        Write("atlas/twig/leaf", "small leaf");
        var copy = Directory.CreateDirectory(Path.Combine(_folder, "copy")).FullName;
        File.CreateSymbolicLink(Path.Combine(copy, "leaf"), Path.Combine(atlas, "leaf"));
        Directory.CreateSymbolicLink(Path.Combine(copy, "twig"), Path.Combine(atlas, "twig"));
        Assert.Equal(Digest.Of(atlas), Digest.Of(copy));
        Assert.Equal(Digest.Of(atlas), Memo().Of(copy));
        File.AppendAllText(Path.Combine(atlas, "twig", "leaf"), ", grown");
        Assert.Equal(Digest.Of(atlas), Memo().Of(copy));
        Directory.CreateSymbolicLink(Path.Combine(copy, "above"), copy);
        Assert.Contains("point back to a folder above", Assert.Throws<FlowException>(() => Digest.Of(copy)).Message, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_file_whose_name_begins_with_a_dot_counts()
    {
        var folder = Path.GetDirectoryName(Write("atlas/leaf", "leaf"))!;
        var before = Digest.Of(folder);
        Write("atlas/.leaf", "hidden");
        Assert.NotEqual(before, Digest.Of(folder));
    }

    private void Disturb(Random chance, string file)
    {
        var time = File.Exists(file) ? File.GetLastWriteTimeUtc(file) : DateTime.UnixEpoch;
        switch (chance.Next(5))
        {
            case 0: File.WriteAllText(file, chance.Next(2) == 0 ? "leaf" : "LEAF"); break;
            case 1: File.WriteAllText(file, chance.Next(2) == 0 ? "leaf" : "LEAF"); File.SetLastWriteTimeUtc(file, time); break;
            case 2: File.Delete(file); break;
            case 3: File.Move(Write("other", chance.Next(2) == 0 ? "leaf" : "lead"), file, overwrite: true); File.SetLastWriteTimeUtc(file, time); break;
            default: if (File.Exists(file)) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddDays(chance.Next(3))); break;
        }
    }

    private DigestMemo Memo(TimeProvider? clock = null) => new(Path.Combine(_folder, "memo.txt"), clock ?? new SetClock { Now = TimeProvider.System.GetUtcNow().AddMinutes(5) });

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private static long ReadBy(Action action)
    {
        long Read() => long.Parse(File.ReadLines("/proc/thread-self/io").First(line => line.StartsWith("rchar:", StringComparison.Ordinal)).AsSpan(6), System.Globalization.CultureInfo.InvariantCulture);
        var before = Read();
        action();
        return Read() - before;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
