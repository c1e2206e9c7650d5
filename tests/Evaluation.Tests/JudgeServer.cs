using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Steering.Tests;

/// <summary>A chat endpoint on this machine: answers each request as the test says and remembers what it was sent.</summary>
internal sealed class JudgeServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<JsonElement, int, (int Status, string Body, string? RetryAfter)?> _answer;
    private readonly Task _serving;

    /// <param name="answer">From the request and its number, counted from 1; null never answers.</param>
    public JudgeServer(Func<JsonElement, int, (int Status, string Body, string? RetryAfter)?> answer)
    {
        _answer = answer;
        for (var port = 41_000 + (Environment.ProcessId % 10_000); ; port++)
        {
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/v1/");
            try
            {
                _listener.Start();
                Address = $"http://127.0.0.1:{port}/v1";
                break;
            }
            catch (HttpListenerException) when (port < 65_000)
            {
                // Another's port.
            }
        }
        _serving = ServeAsync();
    }

    public string Address { get; }

    public ConcurrentQueue<(string? Authorization, string Path, JsonElement Body)> Requests { get; } = [];

    /// <summary>A chat completion with this text.</summary>
    public static (int Status, string Body, string? RetryAfter) Says(string text) =>
        (200, JsonSerializer.Serialize(new { model = "m", choices = new[] { new { message = new { role = "assistant", content = text } } } }), null);

    public void Dispose()
    {
        _listener.Stop();
        _listener.Close();
        _serving.Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync()
    {
        var held = new List<HttpListenerContext>();
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = JsonSerializer.Deserialize<JsonElement>(await reader.ReadToEndAsync());
            Requests.Enqueue((context.Request.Headers["Authorization"], context.Request.Url!.AbsolutePath, body));
            if (_answer(body, Requests.Count) is not { } reply)
            {
                held.Add(context);
                continue;
            }
            try
            {
                context.Response.StatusCode = reply.Status;
                if (reply.RetryAfter is not null) context.Response.AddHeader("Retry-After", reply.RetryAfter);
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(reply.Body));
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // Who asked has gone, because another of its questions failed.
            }
        }
    }
}
