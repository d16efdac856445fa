using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>
/// The nonces that make a device's proof fresh (RFC 9449 §8). They are sealed instants, so that any node recognises them without
/// having stored anything, and each is taken once a node.
/// </summary>
public sealed class ProofNonces(IDataProtectionProvider protection, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(2);

    private readonly IDataProtector protector = protection.CreateProtector("device proof nonce");
    private readonly ConcurrentDictionary<string, DateTimeOffset> taken = [];
    private long sweptAt;

    public string New() => protector.Protect(time.Now().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));

    /// <summary>True the first time that a nonce of ours, not yet stale, is shown here.</summary>
    public bool Take(string? nonce)
    {
        var now = time.Now();
        if (nonce is not { Length: > 0 and < 400 } || IssuedAt(nonce) is not { } issued || now - issued > Life) return false;
        Sweep(now);
        return taken.TryAdd(nonce, issued);
    }

    // A stale nonce is refused for its age, so there is no need to remember that it was taken.
    private void Sweep(DateTimeOffset now)
    {
        var last = Interlocked.Read(ref sweptAt);
        if (now.UtcTicks - last < Life.Ticks || Interlocked.CompareExchange(ref sweptAt, now.UtcTicks, last) != last) return;
        foreach (var (nonce, issued) in taken)
            if (now - issued > Life) taken.TryRemove(nonce, out _);
    }

    private DateTimeOffset? IssuedAt(string nonce)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(protector.Unprotect(nonce), CultureInfo.InvariantCulture));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
