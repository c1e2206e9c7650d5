using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Steering.Tests;

/// <summary>A file server on this machine that can be told to misbehave.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _moved = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Func<byte[], int>> _cuts = new();

    public FileServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Root = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }
        _listener.Prefixes.Add(Root.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Root { get; }

    /// <summary>"GET /a.zip" or "GET /a.zip from 500" for every request.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What a file is called in this version; changing it makes kept parts worthless.</summary>
    public string Tag { get; set; } = "\"v1\"";

    /// <summary>Set when an answer has sent as much as its cut lets it and then holds the line.</summary>
    public TaskCompletionSource? Holds { get; set; }

    public Uri Put(string path, byte[] bytes)
    {
        _files["/" + path] = bytes;
        return new Uri(Root, path);
    }

    public Uri Move(string path, string to)
    {
        _moved["/" + path] = to;
        return new Uri(Root, path);
    }

    /// <summary>The next answers break off after so many bytes of what they should send.</summary>
    public void CutNext(params int[] after)
    {
        foreach (var count in after) _cuts.Enqueue(_ => count);
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try { context = await _listener.GetContextAsync(); }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException) { return; }
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Url!.AbsolutePath;   // a request has one
        try
        {
            if (_moved.TryGetValue(path, out var to))
            {
                Asked.Enqueue($"GET {path}");
                response.Redirect(new Uri(Root, to).ToString());
            }
            else if (!_files.TryGetValue(path, out var file))
            {
                Asked.Enqueue($"GET {path}");
                response.StatusCode = 404;
            }
            else
            {
                await SendAsync(request, response, path, file);
                return;
            }
            response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException or ObjectDisposedException) { }
    }

    private async Task SendAsync(HttpListenerRequest request, HttpListenerResponse response, string path, byte[] file)
    {
        var from = request.Headers["Range"] is { } range && (request.Headers["If-Range"] is not { } tag || tag == Tag)
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;
        Asked.Enqueue(from > 0 ? $"GET {path} from {from}" : $"GET {path}");
        if (from >= file.Length && from > 0)
        {
            response.StatusCode = 416;
            response.AddHeader("Content-Range", $"bytes */{file.Length}");
            response.Close();
            return;
        }
        if (from > 0)
        {
            response.StatusCode = 206;
            response.AddHeader("Content-Range", $"bytes {from}-{file.Length - 1}/{file.Length}");
        }
        response.AddHeader("ETag", Tag);
        response.ContentType = path.EndsWith(".page", StringComparison.Ordinal) ? "text/html" : "application/octet-stream";
        response.ContentLength64 = file.Length - from;
        var part = _cuts.TryDequeue(out var cut) ? Math.Min(cut(file), file.Length - from) : file.Length - from;
        await response.OutputStream.WriteAsync(file.AsMemory(from, part));
        await response.OutputStream.FlushAsync();
        if (part == file.Length - from) response.Close();
        else if (Holds is { } holds) holds.TrySetResult();   // the line stays open, and nothing more comes
        else response.Abort();
    }
}
