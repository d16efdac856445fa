using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Usher.Web;

namespace Usher.GuestLinks;

/// <summary>Keeps the tokens of guest links so that a host can copy them again, and nobody who reads the database or a backup of it can.</summary>
public sealed class GuestLinkTokens(IDataProtectionProvider protection, PublicAddress site)
{
    private readonly IDataProtector protector = protection.CreateProtector("guest link token");

    public byte[] Seal(string token) => protector.Protect(Encoding.UTF8.GetBytes(token));

    /// <summary>The link; null when the key that its token was sealed with is gone.</summary>
    public string? Link(byte[]? token)
    {
        if (token is null) return null;
        try
        {
            return LinkOf(Encoding.UTF8.GetString(protector.Unprotect(token)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Built from the configured public address alone, never from a request's Host header.</summary>
    public string LinkOf(string token) => site.UrlOf($"/g/{token}");
}
