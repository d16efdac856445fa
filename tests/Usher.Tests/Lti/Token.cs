using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Usher.Tests.Lti;

/// <summary>A token as platforms sign it, made by hand so that every part of it can be spoiled.</summary>
internal sealed class Token(JsonObject claims, RSA key, string kid)
{
    public const string Core = "https://purl.imsglobal.org/spec/lti/claim/";

    public JsonObject Header { get; } = new() { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = kid };

    public JsonObject Claims { get; } = claims;

    public RSA Key { get; set; } = key;

    /// <summary>What is done to the signed text last.</summary>
    public Func<string, string> Finish { get; set; } = text => text;

    public void Remove(string claim) => Claims.Remove(claim);

    public string Write()
    {
        var text = $"{Part(Header)}.{Part(Claims)}";
        var signature = (string?)Header["alg"] switch
        {
            "none" => "",
            // The old confusion: the public key taken for a shared secret.
            "HS256" => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(text))),
            _ => Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
        };
        return Finish($"{text}.{signature}");
    }

    /// <summary>Checks a token of the tool's by its keyset, and answers its claims.</summary>
    public static JsonElement Read(string token, JsonElement keyset)
    {
        var parts = token.Split('.');
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        Assert.Equal("RS256", header.GetProperty("alg").GetString());
        var key = Assert.Single(keyset.GetProperty("keys").EnumerateArray(), one => one.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()), Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()) });
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
