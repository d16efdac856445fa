using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Usher.Data;

namespace Usher.Lti;

/// <summary>What this tool signs for platforms, and the tokens it gets for that: <c>private_key_jwt</c>, five minutes at most.</summary>
internal sealed class ToolTokens(ToolKeys keys, PlatformCalls calls, TimeProvider time)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(LtiRegistrationId, string), (string Token, DateTimeOffset Until)> kept = new();
    private readonly ConcurrentDictionary<(LtiRegistrationId, string), SemaphoreSlim> gates = new();

    /// <summary>A message of this tool's to a platform.</summary>
    public async Task<string> Sign(string issuer, string audience, IDictionary<string, object> claims, CancellationToken cancel = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var signing = await keys.Signing(cancel);
        using var rsa = ((RsaSecurityKey)signing.Key).Rsa;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now,
            Expires = now + Life,
            Claims = claims,
            SigningCredentials = signing,
        });
    }

    /// <summary>A token for a platform's services; kept until shortly before it ends. Of several who want it at once one asks for it.</summary>
    /// <param name="refused">The one that was kept, if the platform takes it no more.</param>
    private async Task<string?> For(LtiRegistration platform, string scopes, string? refused, CancellationToken cancel)
    {
        var gate = gates.GetOrAdd((platform.Id, scopes), _ => new(1));
        await gate.WaitAsync(cancel);
        try
        {
            var usable = kept.TryGetValue((platform.Id, scopes), out var known) && known.Until > time.Now() && known.Token != refused;
            return usable ? known.Token : await Ask(platform, scopes, cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<string?> Ask(LtiRegistration platform, string scopes, CancellationToken cancel)
    {
        var now = time.Now();
        var assertion = await Sign(platform.ClientId, platform.TokenAudience ?? platform.TokenUrl,
            new Dictionary<string, object> { ["sub"] = platform.ClientId, ["jti"] = Secret.New() }, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, platform.TokenUrl);
        request.Content = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"), new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            new("client_assertion", assertion), new("scope", scopes),
        ]);
        if (await calls.Send(request, cancel) is not { IsFine: true } answer || answer.Json() is not { } json || json.Text("access_token") is not { Length: > 0 } token) return null;
        var life = json.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind is JsonValueKind.Number && seconds.TryGetDouble(out var given) && given is > 0 and < 86_400
            ? TimeSpan.FromSeconds(given) : TimeSpan.Zero;
        if (kept.Count >= MostKept) kept.Clear();
        kept[(platform.Id, scopes)] = (token, now + life - Early);
        return token;
    }

    /// <summary>Calls a service of the platform's with such a token; with a new one if the kept one is refused.</summary>
    public async Task<PlatformAnswer?> Call(LtiRegistration platform, string scopes, Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        for (string? refused = null; ;)
        {
            if (await For(platform, scopes, refused, cancel) is not { } token) return null;
            using var message = request();
            message.Headers.Authorization = new("Bearer", token);
            var answer = await calls.Send(message, cancel);
            if (answer is not { Status: 401 } || refused is not null) return answer;
            refused = token;
        }
    }
}
