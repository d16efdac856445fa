using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Lti;

/// <summary>When a key of the tool is published, signs, and goes.</summary>
public static class ToolKeyRules
{
    /// <summary>A new key is published this long before it signs, so that platforms that keep a keyset for a while know it by then.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>An old key stays published this long after it last signed.</summary>
    public static readonly TimeSpan Behind = TimeSpan.FromDays(2);

    public static readonly TimeSpan SignsFor = TimeSpan.FromDays(90);

    /// <param name="published">When each key was, oldest first.</param>
    /// <returns>The place of the one that signs: the newest that has been published long enough, or else the oldest there is.</returns>
    public static int Signing(IReadOnlyList<DateTimeOffset> published, DateTimeOffset now)
    {
        for (var place = published.Count - 1; place > 0; place--)
            if (published[place] + Ahead <= now) return place;
        return 0;
    }

    /// <summary>Whether the key at a place has been followed for so long that nothing signed by it is under way.</summary>
    public static bool IsPast(IReadOnlyList<DateTimeOffset> published, int place, DateTimeOffset now) =>
        place + 1 < published.Count && published[place + 1] + Ahead + Behind <= now;

    public static bool IsDue(IReadOnlyList<DateTimeOffset> published, DateTimeOffset now) =>
        published.Count == 0 || published[^1] + SignsFor <= now;
}

/// <summary>The tool's own RSA keys: published as a JWKS, stored sealed, followed by new ones with an overlap.</summary>
public sealed class ToolKeys(IDbContextFactory<UsherDb> databases, WriteDoor door, IDataProtectionProvider protection, TimeProvider time)
{
    private const int Bits = 2048;
    private readonly IDataProtector sealing = protection.CreateProtector("lti-tool-key");

    /// <summary>What platforms check this tool's signatures with: RFC 7517.</summary>
    public async Task<object> Keyset(CancellationToken cancel = default) => new
    {
        keys = (await Published(cancel)).Select(key => new
        {
            kty = "RSA",
            use = "sig",
            alg = SecurityAlgorithms.RsaSha256,
            kid = key.Id,
            n = Base64Url.EncodeToString(key.Modulus),
            e = Base64Url.EncodeToString(key.Exponent),
        }).ToArray(),
    };

    public async Task<SigningCredentials> Signing(CancellationToken cancel = default)
    {
        var keys = await Published(cancel);
        var key = keys[ToolKeyRules.Signing([.. keys.Select(one => one.PublishedAt)], time.Now())];
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(sealing.Unprotect(key.SealedKey), out _);
        // Not kept by the library beyond this use: a cache of it would hold a key that has been disposed of.
        return new(new RsaSecurityKey(rsa) { KeyId = key.Id, CryptoProviderFactory = new() { CacheSignatureProviders = false } }, SecurityAlgorithms.RsaSha256);
    }

    /// <summary>Publishes a new key, which signs from tomorrow on; the one before it stays published until nothing by it is under way.</summary>
    public async Task Rotate(Actor by) => await Add(by.At, known => known.Count == 0 || known[^1] < by.At, by);

    private async Task<IReadOnlyList<LtiToolKey>> Published(CancellationToken cancel)
    {
        var now = time.Now();
        var keys = await Read(cancel);
        if (!ToolKeyRules.IsDue([.. keys.Select(key => key.PublishedAt)], now)) return keys;
        await Add(now, known => ToolKeyRules.IsDue(known, now), null);
        return await Read(cancel);
    }

    private async Task<IReadOnlyList<LtiToolKey>> Read(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.LtiToolKeys.AsNoTracking().OrderBy(key => key.PublishedAt).ToListAsync(cancel);
    }

    // Made outside the door, which serves everybody; whether it is still wanted is asked within.
    private async Task Add(DateTimeOffset now, Func<IReadOnlyList<DateTimeOffset>, bool> wanted, Actor? by)
    {
        using var rsa = RSA.Create(Bits);
        var open = rsa.ExportParameters(includePrivateParameters: false);
        var key = new LtiToolKey
        {
            Id = Data.Secret.New()[..26],
            SealedKey = sealing.Protect(rsa.ExportPkcs8PrivateKey()),
            Modulus = open.Modulus!,
            Exponent = open.Exponent!,
            PublishedAt = now,
        };
        await door.Write(async db =>
        {
            var keys = await db.LtiToolKeys.OrderBy(one => one.PublishedAt).ToListAsync();
            DateTimeOffset[] published = [.. keys.Select(one => one.PublishedAt)];
            if (!wanted(published)) return;
            db.RemoveRange(keys.Where((_, place) => ToolKeyRules.IsPast(published, place, now)));
            db.Add(key);
            db.Add(by?.Did("lti-key.rotated", key.Id) ?? new AuditLine { At = now, What = "lti-key.rotated", On = key.Id });
        });
    }
}
