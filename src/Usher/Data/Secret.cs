using System.Security.Cryptography;
using System.Text;

namespace Usher.Data;

/// <summary>
/// Secrets that are shown once and kept as hashes: 256 bits from the system's generator, written in lower-case Crockford base 32.
/// With that many random bits a plain SHA-256 cannot be searched, so no slow hash is needed.
/// </summary>
public static class Secret
{
    private const int Bytes = 32;

    /// <summary>52 characters.</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return Base32.Write(bytes);
    }

    /// <summary>
    /// What is stored for a secret. Text that is no secret at all has a hash too (that of nothing anybody holds), so that a
    /// malformed link takes the same way, and the same time, as an unknown one.
    /// </summary>
    public static byte[] Hash(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return Base32.TryRead(text, bytes) ? SHA256.HashData(bytes) : SHA256.HashData(Encoding.UTF8.GetBytes("no secret"));
    }

    /// <summary>Compares in a time that tells nothing. Text that is no secret matches no hash, not even its own.</summary>
    public static bool Matches(string? text, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(text), hash) & IsOne(text);

    public static bool IsOne(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return Base32.TryRead(text, bytes);
    }

    /// <summary>A further secret that follows from one and a purpose: whoever sends the same secret again is given the same one.</summary>
    public static string From(string secret, string purpose)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return Base32.TryRead(secret, bytes)
            ? Base32.Write(HMACSHA256.HashData(bytes, Encoding.UTF8.GetBytes(purpose)))
            : throw new ArgumentException("Not a secret.", nameof(secret));
    }
}
