using Steering.Flow;

namespace Steering.SharedStores.Tests;

public sealed class S3RemoteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3-").FullName;
    private readonly S3Server _server = new();

    public void Dispose()
    {
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_put_is_there_and_comes_back_byte_for_byte_under_its_prefix()
    {
        using var remote = Remote();
        await RoundTripAsync(remote, bytes: 100_000);
        Assert.Equal(["team/one/objects/ab/abc"], _server.Objects.Keys);
        Assert.False(_server.SawUnsigned);
    }

    [Fact]
    public async Task A_large_file_goes_in_parts()
    {
        using var remote = Remote();
        await RoundTripAsync(remote, bytes: (64 << 20) + 12_345);
        Assert.Equal(2, _server.PartsSeen);
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart_from_a_store_that_does_not_work()
    {
        using var remote = Remote();
        Assert.False(await remote.HasAsync("deep/ab/abc", CancellationToken.None));
        Assert.False(await remote.GetAsync("deep/ab/abc", Path.Combine(_folder, "got"), CancellationToken.None));
        Assert.False(File.Exists(Path.Combine(_folder, "got")));
        using var elsewhere = new S3Remote(Place() with { Bucket = "no-such-bucket" });
        await Assert.ThrowsAnyAsync<Exception>(() => elsewhere.GetAsync("deep/ab/abc", Path.Combine(_folder, "got"), CancellationToken.None));
        _server.Failing = 403;
        await Assert.ThrowsAnyAsync<Exception>(() => remote.HasAsync("deep/ab/abc", CancellationToken.None));
    }

    [Fact]
    public async Task A_table_is_built_on_another_machine_from_the_bucket_alone()
    {
        using var remote = Remote();
        Directory.CreateDirectory(Path.Combine(_folder, "one"));
        Directory.CreateDirectory(Path.Combine(_folder, "two"));
        var made = await MakeAsync("one", remote);
        Assert.Equal(2, made.Ran.Count);
        Assert.Empty((await MakeAsync("two", remote)).Ran);
        Assert.Equal("MODEL OF PAPER", File.ReadAllText(Path.Combine(_folder, "two", "results", "table.txt")));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder, "two", "store", "objects"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_bucket_that_refuses_is_told_once_and_the_build_goes_on()
    {
        using var remote = Remote();
        Directory.CreateDirectory(Path.Combine(_folder, "one"));
        _server.Failing = 403;
        var warnings = new Warnings();
        Assert.Equal(2, (await MakeAsync("one", remote, warnings)).Ran.Count);
        Assert.Contains("s3://papers/team/one cannot be read", Assert.Single(warnings.Texts), StringComparison.Ordinal);
    }

    [MotoFact]
    public async Task An_independent_server_understands_it_too()
    {
        using var moto = await Moto.StartAsync(S3Server.Bucket);
        using var remote = new S3Remote(Place() with { Endpoint = moto.Endpoint });
        Assert.False(await remote.HasAsync("objects/ab/abc", CancellationToken.None));
        await RoundTripAsync(remote, bytes: 100_000);
        await RoundTripAsync(remote, bytes: (64 << 20) + 12_345);
    }

    [Theory]
    [InlineData("s3://papers", "papers", "")]
    [InlineData("s3://papers/", "papers", "")]
    [InlineData("s3://papers/team/one/", "papers", "team/one/")]
    public void A_bucket_and_a_prefix_are_read_from_an_address(string text, string bucket, string prefix) => Assert.Equal(new S3Place(bucket, prefix), S3Place.Parse(text));

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///x")]
    [InlineData("s3://Papers/x")]
    public void An_address_without_a_bucket_is_refused(string text) => Assert.Contains("names no bucket", Assert.Throws<FlowException>(() => S3Place.Parse(text)).Message, StringComparison.Ordinal);

    private S3Place Place() => S3Place.Parse($"s3://{S3Server.Bucket}/team/one") with { Endpoint = _server.Endpoint, Keys = new S3Keys("access", "secret") };

    private S3Remote Remote() => new(Place());

    private async Task RoundTripAsync(S3Remote remote, int bytes)
    {
        var (sent, got) = (Path.Combine(_folder, $"sent{bytes}"), Path.Combine(_folder, $"got{bytes}"));
        var content = new byte[bytes];
        for (var index = 0; index < bytes; index++) content[index] = (byte)(index * 31 >> 3);
        await File.WriteAllBytesAsync(sent, content);
        await remote.PutAsync("objects/ab/abc", sent, CancellationToken.None);
        Assert.True(await remote.HasAsync("objects/ab/abc", CancellationToken.None));
        Assert.True(await remote.GetAsync("objects/ab/abc", got, CancellationToken.None));
        Assert.Equal(Digest.OfFile(sent), Digest.OfFile(got));
    }

    private async Task<RunReport> MakeAsync(string machine, IRemoteStore remote, IRunObserver? observer = null)
    {
        using var store = Store.Open(Path.Combine(_folder, machine, "store"));
        var context = new FlowContext(store, Path.Combine(_folder, machine), _ => new CodePrint("code", new Dictionary<string, string> { ["code"] = "code" })) { Shared = remote };
        var report = await new Scheduler(context, new Capacity(2, 1L << 30), new InProcess(), new InProcess(), observer).RunAsync(Graph.Of(new Shout(new Nothing(), new Train(new TrainParams("paper")).Model)), CancellationToken.None);
        report.ThrowIfFailed();
        return report;
    }

    private sealed class Warnings : IRunObserver
    {
        public List<string> Texts { get; } = [];

        void IRunObserver.Warned(string text) => Texts.Add(text);
    }

    private sealed record Nothing;

    private sealed record TrainParams(string Name);

    private sealed class Train(TrainParams parameters) : Stage<TrainParams>(parameters)
    {
        public Artifact<string> Model => Output<string>("model.txt");

        public override Task RunAsync(StageRun run, CancellationToken cancel) => File.WriteAllTextAsync(run[Model], $"model of {Params.Name}", cancel);
    }

    private sealed class Shout(Nothing parameters, Artifact<string> model) : Stage<Nothing>(parameters, model)
    {
        public Artifact<string> Table => Export<string>("results/table.txt");

        public override async Task RunAsync(StageRun run, CancellationToken cancel) =>
            await File.WriteAllTextAsync(run[Table], (await File.ReadAllTextAsync(run[model], cancel)).ToUpperInvariant(), cancel);
    }
}
