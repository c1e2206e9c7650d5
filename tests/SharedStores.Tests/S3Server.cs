using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Steering.SharedStores.Tests;

/// <summary>One bucket of a small S3 server, in memory: put, get and head of objects in path style, and uploads in parts.</summary>
internal sealed class S3Server : IDisposable
{
    public const string Bucket = "papers";
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);

    public S3Server()
    {
        Endpoint = new Uri($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Endpoint.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Endpoint { get; }

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Status of every answer from now on; 0 for the right one.</summary>
    public int Failing { get; set; }

    /// <summary>True when some request came without a signature.</summary>
    public bool SawUnsigned { get; private set; }

    public int PartsSeen { get; private set; }

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

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
        try
        {
            SawUnsigned |= request.Headers["Authorization"]?.StartsWith("AWS4-HMAC-SHA256", StringComparison.Ordinal) != true;
            var body = await BodyAsync(request);
            var segments = request.Url!.AbsolutePath.TrimStart('/').Split('/', 2);   // a request has an address
            var (status, answer) = Failing != 0 ? (Failing, Error("InternalError")) : segments[0] != Bucket ? (404, Error("NoSuchBucket")) : Answer(request, segments.ElementAtOrDefault(1) ?? "", body, response);
            response.StatusCode = status;
            response.ContentLength64 = answer.Length;
            if (request.HttpMethod != "HEAD") await response.OutputStream.WriteAsync(answer);
            response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException) { /* the client went away */ }
    }

    private (int Status, byte[] Body) Answer(HttpListenerRequest request, string key, byte[] body, HttpListenerResponse response)
    {
        var upload = request.QueryString["uploadId"];
        response.Headers["ETag"] = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))[..32]}-1\"";   // with a part count, so that no MD5 is expected of it
        switch (request.HttpMethod)
        {
            case "PUT" when upload is not null:
                lock (_uploads) { _uploads[upload][int.Parse(request.QueryString["partNumber"]!, CultureInfo.InvariantCulture)] = body; PartsSeen++; }   // a part has a number
                return (200, []);
            case "PUT":
                Objects[key] = body;
                return (200, []);
            case "POST" when upload is not null:
                lock (_uploads) Objects[key] = [.. _uploads[upload].Values.SelectMany(part => part)];
                return (200, Xml($"<CompleteMultipartUploadResult><Key>{key}</Key><ETag>\"x\"</ETag></CompleteMultipartUploadResult>"));
            case "POST":
                var id = $"upload{_uploads.Count}";
                _uploads[id] = [];
                return (200, Xml($"<InitiateMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"));
            default:
                return Objects.TryGetValue(key, out var found) ? (200, found) : (404, Error("NoSuchKey"));
        }
    }

    /// <summary>The request's bytes, without the signatures that stand between the chunks of a signed stream.</summary>
    private static async Task<byte[]> BodyAsync(HttpListenerRequest request)
    {
        using var raw = new MemoryStream();
        await request.InputStream.CopyToAsync(raw);
        if (request.Headers["x-amz-content-sha256"]?.StartsWith("STREAMING-", StringComparison.Ordinal) != true) return raw.ToArray();
        var (bytes, at) = (raw.ToArray(), 0);
        using var body = new MemoryStream();
        while (at < bytes.Length)
        {
            var end = Array.IndexOf(bytes, (byte)'\r', at);
            var size = int.Parse(Encoding.ASCII.GetString(bytes, at, end - at).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0) break;
            body.Write(bytes, end + 2, size);
            at = end + 2 + size + 2;
        }
        return body.ToArray();
    }

    private static byte[] Error(string code) => Xml($"<Error><Code>{code}</Code><Message>{code}</Message></Error>");

    private static byte[] Xml(string text) => Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8"?>""" + text);
}
