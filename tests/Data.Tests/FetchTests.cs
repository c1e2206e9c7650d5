using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Steering.Data;
using Steering.Data.Fetching;

namespace Steering.Tests;

/// <summary>Files come whole, checked and to their place, or not at all; what had arrived is never fetched twice.</summary>
public sealed class FetchTests : IDisposable
{
    private readonly FileServer _server = new();
    private readonly string _root = Directory.CreateTempSubdirectory("fetch-").FullName;
    private readonly byte[] _bytes = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31 % 251))];

    private DownloadFolder Downloads => new(Path.Combine(_root, "downloads"));

    private string Output => Path.Combine(_root, "raw");

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_goes_on_where_it_stopped()
    {
        _server.CutNext(100_000, 50_000);
        var fetched = await FetchAsync(Plain(_server.Put("data.bin", _bytes)));
        Assert.Equal(_bytes, File.ReadAllBytes(Path.Combine(Output, "data.bin")));
        Assert.Equal(["GET /data.bin", "GET /data.bin from 100000", "GET /data.bin from 150000"], _server.Asked);
        Assert.Equal((_bytes.Length, Sum(_bytes), true), (fetched[0].Bytes, fetched[0].Sha256, fetched[0].IsPinned));
    }

    [Fact]
    public async Task A_fetch_that_is_killed_half_way_goes_on_in_the_next_process()
    {
        var file = Plain(_server.Put("data.bin", _bytes));
        _server.CutNext(120_000);
        _server.Holds = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var kill = new CancellationTokenSource();
        var first = FetchAsync([file], kill.Token);
        await _server.Holds.Task;
        var part = Downloads.PlaceOf(file.Address!) + ".part";
        while (!File.Exists(part) || new FileInfo(part).Length < 120_000) await Task.Delay(5);
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(File.Exists(Downloads.PlaceOf(file.Address!)));   // what is not whole has no name
        _server.Holds = null;
        await FetchAsync(file);
        Assert.Equal(_bytes, File.ReadAllBytes(Path.Combine(Output, "data.bin")));
        Assert.Equal("GET /data.bin from 120000", _server.Asked.Last());
    }

    [Fact]
    public async Task A_part_of_another_version_is_not_continued()
    {
        var url = _server.Put("data.bin", _bytes);
        var part = Downloads.PlaceOf(url) + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.WriteAllBytes(part, new byte[1000]);
        File.WriteAllText(part + ".tag", "\"v0\"");
        await FetchAsync(new CardFile { Path = "data.bin", Url = url.ToString() });
        Assert.Equal(_bytes, File.ReadAllBytes(Path.Combine(Output, "data.bin")));
        Assert.Equal(["GET /data.bin"], _server.Asked);
    }

    [Fact]
    public async Task A_part_that_was_whole_already_is_taken_after_one_question()
    {
        var file = Plain(_server.Put("data.bin", _bytes));
        var part = Downloads.PlaceOf(file.Address!) + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.WriteAllBytes(part, _bytes);
        await FetchAsync(file);
        Assert.Equal(["GET /data.bin from 300000"], _server.Asked);
    }

    [Fact]
    public async Task Another_sha256_is_refused_with_both_and_put_aside()
    {
        var file = Plain(_server.Put("data.bin", _bytes)) with { Sha256 = new string('a', 64) };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(file));
        Assert.Contains(Sum(_bytes), error.Message, StringComparison.Ordinal);
        Assert.Contains(new string('a', 64), error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Downloads.PlaceOf(file.Address!) + ".refused"));
        Assert.Null(Downloads.Find(Card(file), file));
    }

    [Fact]
    public async Task A_size_that_the_card_does_not_know_is_refused_before_a_byte_is_kept()
    {
        var file = Plain(_server.Put("data.bin", _bytes)) with { Bytes = 7 };
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(file));
        Assert.Contains("offers 300000 bytes, the card says 7", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Downloads.PlaceOf(file.Address!) + ".part"));
    }

    [Theory]
    [InlineData("gone.bin", "answered 404")]
    [InlineData("login.page", "web page")]
    public async Task What_the_server_refuses_is_told_with_where_to_put_the_file_by_hand(string path, string told)
    {
        _server.Put("login.page", Encoding.UTF8.GetBytes("<html>"));
        var file = new CardFile { Path = "data.bin", Url = new Uri(_server.Root, path).ToString() };
        var error = await Assert.ThrowsAsync<IOException>(() => FetchAsync(file));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains(Downloads.PlaceByHand(Card(file), file), error.Message, StringComparison.Ordinal);
        Assert.Single(_server.Asked);   // a refusal is not asked again
    }

    [Fact]
    public async Task A_file_that_moved_is_followed()
    {
        _server.Put("new/data.bin", _bytes);
        await FetchAsync(Plain(_server.Move("data.bin", "new/data.bin")));
        Assert.Equal(["GET /data.bin", "GET /new/data.bin"], _server.Asked);
    }

    [Fact]
    public async Task What_the_user_has_is_taken_and_checked_and_nothing_is_asked()
    {
        var file = Plain(new Uri(_server.Root, "data.bin"));
        Give(Path.Combine("X", "data.bin"), _bytes);
        await FetchAsync(file);
        Assert.Empty(_server.Asked);
        Give(Path.Combine("X", "data.bin"), [1, 2, 3]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(file));
        Assert.Contains(Sum([1, 2, 3]), error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Downloads.Root, "X", "data.bin")));   // a user's file is not touched
    }

    [Fact]
    public async Task A_mirror_laid_out_by_host_is_found_and_a_bare_name_only_by_its_sum()
    {
        var file = Plain(new Uri("https://example.org/sets/data.bin"));
        Give(Path.Combine("example.org", "sets", "data.bin"), _bytes);
        await FetchAsync(file);
        Directory.Delete(Downloads.Root, recursive: true);
        Give("data.bin", _bytes);
        Assert.NotNull(Downloads.Find(Card(file), file));
        Assert.Null(Downloads.Find(Card(file), file with { Sha256 = null }));
    }

    [Fact]
    public async Task What_only_a_person_may_fetch_is_told_all_at_once_with_whence_and_whither()
    {
        CardFile[] files =
        [
            new() { Path = "list.jsonl", Url = "https://drive.google.com/file/d/1abc/view", File = "eval.zip" },
            new() { Path = "model.bin", Url = "https://example.org/gated", Manual = "log in and accept the licence." },
        ];
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(files, default));
        Assert.Contains($"eval.zip must be fetched by hand from https://drive.google.com/file/d/1abc/view. Put it at {Path.Combine(Downloads.Root, "X", "eval.zip")}", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.bin must be fetched by hand from https://example.org/gated (log in and accept the licence). Put it at", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.zip")]
    [InlineData("a.tar")]
    [InlineData("a.tar.gz")]
    public async Task An_archive_is_unpacked_to_where_the_card_says(string name)
    {
        var url = _server.Put(name, Pack(name, ("set/x.json", "[]"), ("set/deep/p.png", "p"), ("other/y", "no")));
        await FetchAsync(new CardFile { Path = "images/x.json", Url = url.ToString(), Into = "images", From = "set" });
        Assert.Equal(["images/deep/p.png", "images/x.json"], Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Output, path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/evil")]
    [InlineData("..\\evil")]
    [InlineData("C:\\evil")]
    public async Task An_entry_that_leads_out_of_the_folder_is_refused_and_nothing_is_written_there(string name)
    {
        foreach (var kind in (string[])["a.zip", "a.tar"])
        {
            var url = _server.Put(kind, Pack(kind, (name, "x")));
            var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(new CardFile { Path = "x", Url = url.ToString() }));
            Assert.Contains("leads out of the folder", error.Message, StringComparison.Ordinal);
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories), path => Path.GetFileName(path).Contains("evil", StringComparison.Ordinal));
    }

    [Fact]
    public void Links_in_archives_are_refused()
    {
        var tar = Path.Combine(_root, "l.tar");
        using (var writer = new TarWriter(File.Create(tar))) writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "way") { LinkName = "/etc" });
        Assert.Contains("is a link", Unpacking(tar, UnpackLimits.Usual).Message, StringComparison.Ordinal);
        var zip = Path.Combine(_root, "l.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create)) archive.CreateEntry("way").ExternalAttributes = 0xA1FF << 16;
        Assert.Contains("is a link", Unpacking(zip, UnpackLimits.Usual).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_stops_at_its_limit()
    {
        var bomb = Path.Combine(_root, "b.zip");
        File.WriteAllBytes(bomb, Pack("b.zip", ("zeros", new string('0', 4 << 20))));
        var error = Unpacking(bomb, new UnpackLimits(Ratio: 10, Floor: 1 << 16, Entries: 10));
        Assert.Contains("bomb", error.Message, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(Output, "zeros")).Length, 0, 1 << 17);
        File.WriteAllBytes(bomb, Pack("b.zip", ("a", "1"), ("b", "2"), ("c", "3")));
        Assert.Contains("more than 2 entries", Unpacking(bomb, new UnpackLimits(Ratio: 10, Floor: 1 << 16, Entries: 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_lacks_what_the_card_promises_is_refused_with_what_it_holds()
    {
        var url = _server.Put("a.zip", Pack("a.zip", ("y.json", "[]")));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(new CardFile { Path = "x.json", Url = url.ToString() }));
        Assert.Contains("'x.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains("y.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_archive_is_named()
    {
        var whole = Pack("a.zip", ("x.json", "[]"));
        var url = _server.Put("a.zip", whole[..(whole.Length / 2)]);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(new CardFile { Path = "x.json", Url = url.ToString() }));
        Assert.Contains("no sound archive", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sets_that_share_a_download_fetch_it_once()
    {
        var file = Plain(_server.Put("data.bin", _bytes));
        using var downloader = new Downloader(Quick);
        await Task.WhenAll(((string[])["A", "B"]).Select(name => new CardFetch(Card(file) with { Name = name }, Downloads, downloader, UnpackLimits.Usual).RunAsync(Path.Combine(_root, name), (_, _) => { }, default)));
        Assert.Single(_server.Asked);
        Assert.All((string[])["A", "B"], name => Assert.Equal(_bytes, File.ReadAllBytes(Path.Combine(_root, name, "data.bin"))));
    }

    [Fact]
    public void A_card_means_its_files_and_not_its_prose()
    {
        var path = Path.Combine(_root, "card.md");
        string Meaning(string files, string prose)
        {
            File.WriteAllText(path, $"---\nname: X\nsource: s\nlicence: l\nfiles:\n  - {{ path: a, url: \"{files}\" }}\n---\n{prose}\n");
            return CardFetch.Meaning(path);
        }
        Assert.Equal(Meaning("https://x.org/a", "one"), Meaning("https://x.org/a", "two"));
        Assert.NotEqual(Meaning("https://x.org/a", "one"), Meaning("https://x.org/b", "one"));
    }

    private static Patience Quick { get; } = new(Attempts: 3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));

    private static DatasetCard Card(params CardFile[] files) => new() { Name = "X", Source = "https://example.org", Licence = "l", Files = [.. files] };

    private CardFile Plain(Uri url) => new() { Path = "data.bin", Url = url.ToString(), Sha256 = Sum(_bytes) };

    private Task<IReadOnlyList<FetchedFile>> FetchAsync(CardFile file) => FetchAsync([file], default);

    private async Task<IReadOnlyList<FetchedFile>> FetchAsync(CardFile[] files, CancellationToken cancel)
    {
        using var downloader = new Downloader(Quick);
        return await new CardFetch(Card(files), Downloads, downloader, UnpackLimits.Usual).RunAsync(Output, (_, _) => { }, cancel);
    }

    private InvalidDataException Unpacking(string archive, UnpackLimits limits) =>
        Assert.Throws<InvalidDataException>(() => new Archives(archive, Output, "", limits).Unpack(_ => { }, default));

    private void Give(string path, byte[] bytes)
    {
        var place = Path.Combine(Downloads.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllBytes(place, bytes);
    }

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Pack(string name, params (string Name, string Text)[] entries)
    {
        using var memory = new MemoryStream();
        if (name.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (entry, text) in entries)
            {
                using var stream = zip.CreateEntry(entry).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        else
        {
            using var packed = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true) : (Stream)memory;
            using var tar = new TarWriter(packed, leaveOpen: true);
            foreach (var (entry, text) in entries) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }
        return memory.ToArray();
    }
}
