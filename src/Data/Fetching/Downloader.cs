using System.Net;
using System.Net.Http.Headers;

namespace Steering.Data.Fetching;

/// <summary>How long a download is tried.</summary>
/// <param name="Attempts">In a row without a byte gained.</param>
/// <param name="Pause">After the first failure; twice as long after each further one.</param>
/// <param name="Silence">How long a server may send nothing.</param>
public sealed record Patience(int Attempts, TimeSpan Pause, TimeSpan Silence)
{
    public static Patience Usual { get; } = new(6, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
}

/// <summary>
/// Fetches an address into a part file and goes on where an earlier attempt, or an earlier process, stopped. A part is only continued when the
/// server says that the file is still the same one (If-Range), or when its sha256 is known and will be checked.
/// </summary>
public sealed class Downloader : IDisposable
{
    private const int BufferLength = 1 << 20;

    private readonly HttpClient _client;
    private readonly Patience _patience;

    public Downloader(Patience? patience = null)
    {
        _patience = patience ?? Patience.Usual;
        _client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };   // Silence is watched instead
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("LLaVA-Steering-Pipeline", "1"));
    }

    /// <summary>Completes the part file.</summary>
    /// <param name="part">Grows by what arrives; its neighbour .tag holds what the server called this version.</param>
    /// <param name="bytes">The size it must have, where that is known.</param>
    /// <param name="isPinned">True: the caller checks the whole by its sha256.</param>
    /// <param name="progress">Told bytes here and bytes in all, where known.</param>
    /// <exception cref="IOException">The server refuses, or patience ran out; what has arrived is kept.</exception>
    /// <exception cref="InvalidDataException">What is offered cannot be the file that is meant.</exception>
    public async Task CompleteAsync(Uri url, string part, long? bytes, bool isPinned, Action<long, long?> progress, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(part))!);   // a file has a folder
        for (var failures = 0; ;)
        {
            var before = Length(part);
            try
            {
                await GoOnAsync(url, part, bytes, isPinned, progress, cancel);
                return;
            }
            catch (Exception error) when (IsPassing(error) && !cancel.IsCancellationRequested)
            {
                failures = Length(part) > before ? 1 : failures + 1;
                if (failures >= _patience.Attempts)
                {
                    throw new IOException($"{url}: {failures} attempts in a row brought nothing; the last one: {error.Message} {Length(part)} bytes{(bytes is { } all ? $" of {all}" : "")} are kept in {part}. Run again to go on from there.", error);
                }
            }
            await Task.Delay(_patience.Pause * Math.Pow(2, failures - 1), cancel);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task GoOnAsync(Uri url, string part, long? bytes, bool isPinned, Action<long, long?> progress, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var (have, tag) = (Length(part), ReadTag(part));
        if (have > 0 && (tag is not null || isPinned))
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            if (tag is not null) request.Headers.TryAddWithoutValidation("If-Range", tag);
        }
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(_patience.Silence);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && request.Headers.Range is not null)
        {
            if (response.Content.Headers.ContentRange?.Length == have) return;   // it was complete
            Start(part, null);
            throw new IOException($"{url} has fewer bytes than the part that was kept; it begins anew.");
        }
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"{url} answered {(int)response.StatusCode} {response.ReasonPhrase}.", inner: null, response.StatusCode);
        if (response.Content.Headers.ContentType?.MediaType == "text/html" && !url.AbsolutePath.EndsWith(".html", StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"{url} answered with a web page, not with the file: perhaps one must log in or accept something there first.");
        var isContinued = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        var all = isContinued ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;
        if (bytes is { } want && all is { } offered && want != offered)
            throw new InvalidDataException($"{url} offers {offered} bytes, the card says {want}. The publisher changed the file, or the card is wrong.");
        if (!isContinued) Start(part, response.Headers.ETag is { IsWeak: false } strong ? strong.ToString() : response.Content.Headers.LastModified?.ToString("R"));
        await SaveAsync(response, part, all ?? bytes, progress, silence);
        if ((all ?? bytes) is { } full && Length(part) != full) throw new IOException($"{url} broke off after {Length(part)} of {full} bytes.");
    }

    private async Task SaveAsync(HttpResponseMessage response, string part, long? all, Action<long, long?> progress, CancellationTokenSource silence)
    {
        await using var source = await response.Content.ReadAsStreamAsync(silence.Token);
        await using var target = new FileStream(part, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferLength];
        while (true)
        {
            silence.CancelAfter(_patience.Silence);
            var count = await source.ReadAsync(buffer, silence.Token);
            if (count == 0) break;
            await target.WriteAsync(buffer.AsMemory(0, count), silence.Token);
            progress(target.Length, all);
        }
        target.Flush(flushToDisk: true);
    }

    /// <summary>Waiting helps: the line broke, the server was silent or busy. A refusal stays one.</summary>
    private static bool IsPassing(Exception error) => error switch
    {
        HttpRequestException { StatusCode: { } status } => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500,
        HttpRequestException or OperationCanceledException or IOException => true,
        _ => false,
    };

    private static void Start(string part, string? tag)
    {
        File.WriteAllBytes(part, []);
        if (tag is null) File.Delete(part + ".tag");
        else File.WriteAllText(part + ".tag", tag);
    }

    private static string? ReadTag(string part) => File.Exists(part + ".tag") ? File.ReadAllText(part + ".tag") : null;

    private static long Length(string part) => File.Exists(part) ? new FileInfo(part).Length : 0;
}
