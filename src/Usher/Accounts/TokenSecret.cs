using System.Security.Cryptography;
using System.Text;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>The secret of a personal token, in the one moment it is known.</summary>
public static class TokenSecret
{
    public const string Prefix = ConfigurationFaults.TokenPrefix;
    private const int Bytes = 25;

    /// <summary>200 random bits behind a prefix by which secret scanners know it.</summary>
    public static string New() => Prefix + Base32.Write(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is stored. Nothing slower is needed: there is nothing to guess in 200 random bits.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
