using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Usher.Tests.Live;

/// <summary>What a browser does with its device key, written out by hand so that nothing of the site's own code vouches for itself.</summary>
internal static class DeviceKey
{
    /// <summary>RFC 7638: the required members, in order, without blanks.</summary>
    public static string Thumbprint(ECDsa key)
    {
        var (x, y) = Point(key);
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
    }

    public static string Proof(ECDsa key, Uri site, string nonce, DateTimeOffset now, string method = "CONNECT", string path = "/live/hub", string type = "dpop+jwt")
    {
        var (x, y) = Point(key);
        var header = $$$"""{"typ":"{{{type}}}","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"{{{x}}}","y":"{{{y}}}"}}""";
        var payload = JsonSerializer.Serialize(new
        {
            htm = method,
            htu = site.GetLeftPart(UriPartial.Authority) + path,
            nonce,
            iat = now.ToUnixTimeSeconds(),
            jti = Guid.CreateVersion7(now).ToString(),
        });
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static (string X, string Y) Point(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
