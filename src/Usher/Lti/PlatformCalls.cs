using System.Text.Json;
using Usher.Web;

namespace Usher.Lti;

/// <summary>What a platform answered, read to its end.</summary>
/// <param name="Link">The <c>Link</c> headers, which lead to the next page of a list.</param>
internal sealed record PlatformAnswer(int Status, string? Link, byte[] Body)
{
    public bool IsFine => Status is >= 200 and < 300;

    /// <summary>An object; null if it is none.</summary>
    public JsonElement? Json()
    {
        try
        {
            return JsonDocument.Parse(Body).RootElement is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Calls to learning platforms, with an end to how long and how much.</summary>
public sealed class PlatformCalls(OutsideCalls calls) : IDisposable
{
    private const int LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private readonly HttpClient http = new(calls.NewHandler()) { Timeout = Longest, MaxResponseContentBufferSize = LargestAnswer };

    public bool MayCall(string? url) => calls.Refuse(url) is null;

    /// <returns>Null when there is no answer: not allowed, not reachable, too slow, too long.</returns>
    internal async Task<PlatformAnswer?> Send(HttpRequestMessage request, CancellationToken cancel = default)
    {
        if (!MayCall(request.RequestUri?.OriginalString)) return null;
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
            var link = response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : null;
            return new((int)response.StatusCode, link, await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
