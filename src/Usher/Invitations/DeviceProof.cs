using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Usher.Invitations;

/// <summary>
/// Verifies that a browser holds the key it shows: a fresh signed proof in the shape of DPoP (RFC 9449 §4), so that a copied
/// cookie is worth nothing without the key, which cannot leave its browser.
/// </summary>
public static class DeviceProof
{
    /// <summary>How far the browser's clock may be off. The nonce, not this, makes a proof fresh.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    private const int LongestProof = 2_000;

    /// <summary>The thumbprint of the proven key (RFC 7638, base64url); null if the proof does not hold for this method, URL and nonce.</summary>
    public static async Task<string?> Thumbprint(string? proof, string method, Uri url, string nonce, DateTimeOffset now)
    {
        if (proof is not { Length: > 0 and <= LongestProof } || Key(proof) is not { } key) return null;
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(proof, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = ["dpop+jwt"],
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            RequireExpirationTime = false,
        });
        return result.IsValid && Says(result, "htm", method) && Says(result, "htu", url.ToString()) && Says(result, "nonce", nonce)
            && result.Claims.TryGetValue("jti", out var id) && id is string { Length: > 0 and <= 100 }
            && result.Claims.TryGetValue("iat", out var at) && Seconds(at) is { } seconds
            && seconds > (now - ClockSkew).ToUnixTimeSeconds() && seconds < (now + ClockSkew).ToUnixTimeSeconds()
            ? Base64UrlEncoder.Encode(key.ComputeJwkThumbprint())
            : null;
    }

    /// <summary>The nonce that a proof claims to answer, not yet verified.</summary>
    public static string? Nonce(string proof) => Read(proof, token => token.TryGetPayloadValue<string>("nonce", out var nonce) ? nonce : null);

    /// <summary>The public key that a proof brings along, not yet verified.</summary>
    public static JsonWebKey? Key(string proof) => Read(proof, token =>
    {
        var key = new JsonWebKey(token.GetHeaderValue<JsonElement>("jwk").GetRawText());
        // A proof that brings its private half along proves nothing.
        return key is { Kty: "EC", Crv: "P-256", D: null } ? key : null;
    });

    private static T? Read<T>(string proof, Func<JsonWebToken, T?> read) where T : class
    {
        try
        {
            return read(new JsonWebToken(proof));
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or SecurityTokenException or JsonException or CryptographicException)
        {
            return null;
        }
    }

    private static bool Says(TokenValidationResult result, string claim, string value) =>
        result.Claims.TryGetValue(claim, out var said) && said is string text && string.Equals(text, value, StringComparison.Ordinal);

    private static long? Seconds(object value) => value switch
    {
        long seconds => seconds,
        int seconds => seconds,
        _ => null,
    };
}
