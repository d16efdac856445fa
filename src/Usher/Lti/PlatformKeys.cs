using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Usher.Data;

namespace Usher.Lti;

/// <summary>
/// The platforms' public keys, kept for an hour. A token by a key that is not among them has them fetched once more, for platforms
/// change keys; but once a minute at most, for anybody can send tokens.
/// </summary>
internal sealed class PlatformKeys(PlatformCalls calls, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Keyset> keysets = new(StringComparer.Ordinal);

    /// <summary>The claims of a token, if the platform has signed it: by RS256 alone, whatever the token says of itself.</summary>
    public async Task<Outcome<JsonElement>> Verify(LtiRegistration platform, string token, CancellationToken cancel)
    {
        if (token.Length > 64 * 1024 || Parse(token) is not { Alg: SecurityAlgorithms.RsaSha256, Kid: { Length: > 0 } kid } parsed) return LtiProblems.BadToken;
        var found = await Key(platform.KeysetUrl, kid, cancel);
        if (found.Problem is { } problem) return problem;
        if (found.Value is not { } key) return LtiProblems.BadToken;
        var verdict = await new JsonWebTokenHandler().ValidateTokenAsync(parsed, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            RequireSignedTokens = true,
            // What the claims must be is for LaunchRules to say, to the letter.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return verdict.IsValid && Claims(parsed) is { } claims ? claims : LtiProblems.BadToken;
    }

    private static JsonWebToken? Parse(string token)
    {
        try
        {
            return new JsonWebToken(token);
        }
        catch (Exception fault) when (fault is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Claims(JsonWebToken token)
    {
        try
        {
            return JsonDocument.Parse(Base64Url.DecodeFromChars(token.EncodedPayload)).RootElement is { ValueKind: JsonValueKind.Object } claims ? claims : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <returns>Null when the platform has no such key.</returns>
    private async Task<Outcome<RsaSecurityKey?>> Key(string url, string kid, CancellationToken cancel)
    {
        var now = time.Now();
        var known = keysets.GetValueOrDefault(url) ?? Keyset.None;
        var fresh = now - known.FetchedAt < Fresh;
        if (fresh && known.Keys.TryGetValue(kid, out var key)) return key;
        if (fresh ? now - known.RefetchedAt >= Pause : now - known.FailedAt >= AfterFailure)
        {
            known = await Fetch(url, cancel) is { } fetched
                ? new(fetched, now, RefetchedAt: fresh ? now : default, FailedAt: default)
                : known with { RefetchedAt = now, FailedAt = now };
            keysets[url] = known;
        }
        // Keys that were good an hour ago are better than none while the platform's address does not answer.
        return known.FetchedAt == default ? LtiProblems.KeysUnreachable : known.Keys.GetValueOrDefault(kid);
    }

    private async Task<IReadOnlyDictionary<string, RsaSecurityKey>?> Fetch(string url, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var answer = await calls.Send(request, cancel);
        if (answer is not { IsFine: true } || answer.Json() is not { } json || !json.TryGetProperty("keys", out var keys) || keys.ValueKind is not JsonValueKind.Array) return null;
        var read = new Dictionary<string, RsaSecurityKey>(StringComparer.Ordinal);
        foreach (var key in keys.EnumerateArray().Take(100).Select(Read).OfType<RsaSecurityKey>()) read.TryAdd(key.KeyId, key);
        return read;
    }

    /// <summary>A key that can check RS256; platforms may leave out what it is for (RFC 7517 §4.2 and §4.4).</summary>
    private static RsaSecurityKey? Read(JsonElement key)
    {
        if (Text(key, "kty") != "RSA" || Text(key, "kid") is not { Length: > 0 } kid) return null;
        if (Text(key, "alg") is not (null or SecurityAlgorithms.RsaSha256) || Text(key, "use") is not (null or "sig")) return null;
        try
        {
            var numbers = new RSAParameters { Modulus = Base64Url.DecodeFromChars(Text(key, "n")), Exponent = Base64Url.DecodeFromChars(Text(key, "e")) };
            return numbers.Modulus.Length * 8 >= 2048 ? new RsaSecurityKey(numbers) { KeyId = kid } : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private sealed record Keyset(IReadOnlyDictionary<string, RsaSecurityKey> Keys, DateTimeOffset FetchedAt, DateTimeOffset RefetchedAt, DateTimeOffset FailedAt)
    {
        public static readonly Keyset None = new(new Dictionary<string, RsaSecurityKey>(), default, default, default);
    }
}
