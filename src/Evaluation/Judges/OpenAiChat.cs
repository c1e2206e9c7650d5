using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Steering.Evaluation.Judges;

/// <summary>How long a judge is waited for.</summary>
/// <param name="TimeoutSeconds">For one reply.</param>
/// <param name="Tries">How often a question is put when no reply comes, or the judge is busy.</param>
/// <param name="BackOffSeconds">First wait between two tries; each further one is twice as long, a longer one that the judge asks for is kept.</param>
public sealed record ChatPatience(double TimeoutSeconds = 60, int Tries = 6, double BackOffSeconds = 2);

/// <summary>One model behind an OpenAI-compatible endpoint. Lost connections, timeouts and server errors are tried again with growing waits.</summary>
internal sealed class OpenAiChat : IDisposable
{
    private const double LongestWaitSeconds = 120;
    private const int ShownLength = 200;

    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _address;
    private readonly string _model;
    private readonly string _key;
    private readonly ChatPatience _patience;

    public OpenAiChat(string endpoint, string model, string key, ChatPatience patience)
    {
        _address = Uri.TryCreate(endpoint.TrimEnd('/') + "/chat/completions", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new InvalidOperationException($"The judge's endpoint '{endpoint}' is no http address. Write it up to and with the version, e.g. https://host/v1.");
        (_model, _key, _patience) = (model, key, patience);
        if (key.Length > 0) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>The reply's text. A busy judge (429) is waited for and then reported, so that the conversation can begin again as its rule says.</summary>
    /// <param name="refused">How often in a row this question has been refused.</param>
    public async Task<string> AskAsync(JudgeCall call, int refused, CancellationToken cancel)
    {
        for (var failures = 1; ; failures++)
        {
            string fault;
            try
            {
                using var reply = await SendAsync(call, cancel).ConfigureAwait(false);
                var body = await reply.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
                if (reply.IsSuccessStatusCode) return Text(body);
                fault = $"{(int)reply.StatusCode} {Shown(body)}";
                if (reply.StatusCode == HttpStatusCode.TooManyRequests) await RefuseAsync(reply, fault, refused + 1, cancel).ConfigureAwait(false);
                if (reply.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
                    throw new InvalidOperationException($"{_address} answered {fault}. Check the key, the model '{_model}' and the address; nothing can be judged so.");
                if ((int)reply.StatusCode < 500 && reply.StatusCode != HttpStatusCode.RequestTimeout) throw new JudgementFailedException($"{_address} answered {fault}.");
            }
            catch (HttpRequestException lost)
            {
                fault = lost.Message;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                fault = $"no reply in {_patience.TimeoutSeconds:0.#} s";
            }
            if (failures >= _patience.Tries) throw new JudgementFailedException($"{_address}: {fault} ({failures} tries).");
            await Task.Delay(Wait(failures, asked: null), cancel).ConfigureAwait(false);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(JudgeCall call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(_patience.TimeoutSeconds));
        using var content = new ByteArrayContent(Body(call));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // The whole reply is read within the limit, headers and body.
        return await _client.PostAsync(_address, content, limit.Token).ConfigureAwait(false);
    }

    private async Task RefuseAsync(HttpResponseMessage reply, string fault, int refused, CancellationToken cancel)
    {
        if (refused >= _patience.Tries) throw new JudgementFailedException($"{_address} answered {fault} ({refused} times in a row).");
        await Task.Delay(Wait(refused, reply.Headers.RetryAfter?.Delta), cancel).ConfigureAwait(false);
        throw new RateLimitException($"{_address} answered {fault}.");
    }

    private TimeSpan Wait(int failures, TimeSpan? asked)
    {
        var seconds = Math.Min(LongestWaitSeconds, _patience.BackOffSeconds * Math.Pow(2, failures - 1));
        return asked is { } wanted && wanted.TotalSeconds > seconds ? wanted : TimeSpan.FromSeconds(seconds);
    }

    private byte[] Body(JudgeCall call)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("model", _model);
            writer.WriteStartArray("messages");
            writer.WriteStartObject();
            writer.WriteString("role", "user");
            writer.WriteString("content", call.Prompt);
            writer.WriteEndObject();
            writer.WriteEndArray();
            if (call.Temperature is { } temperature) writer.WriteNumber("temperature", temperature);
            if (call.MaxTokens is { } tokens) writer.WriteNumber("max_tokens", tokens);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private string Text(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new JudgementFailedException($"{_address} answered something that is no chat completion: {Shown(body)}.");
        }
    }

    // Some servers repeat the key they were sent.
    private string Shown(string body)
    {
        var text = (_key.Length > 0 ? body.Replace(_key, "***", StringComparison.Ordinal) : body).ReplaceLineEndings(" ").Trim();
        return text.Length > ShownLength ? text[..ShownLength] + "…" : text;
    }
}
