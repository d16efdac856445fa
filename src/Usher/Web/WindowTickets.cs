using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Usher.Web;

/// <summary>
/// Tickets from a frame of a learning platform into a window of one's own, where cameras and cookies are not the platform's to allow.
/// Each names the sign-in of the frame, and a number by which it is used up.
/// </summary>
public sealed class WindowTickets(IDataProtectionProvider protection)
{
    /// <summary>Where a ticket is sent.</summary>
    public const string Path = "/lti/window";

    public static readonly TimeSpan Life = TimeSpan.FromHours(2);
    private const int IdBytes = 16;
    private readonly ITimeLimitedDataProtector sealing = protection.CreateProtector("window-ticket").ToTimeLimitedDataProtector();

    public string New(Guid signIn) => WebEncoders.Base64UrlEncode(sealing.Protect([.. signIn.ToByteArray(), .. RandomNumberGenerator.GetBytes(IdBytes)], Life));

    /// <summary>Whose it is, and its number, which the seal covers: the text around it could be varied. Null for what is no ticket of ours.</summary>
    public (Guid SignIn, string Number)? Read(string ticket)
    {
        try
        {
            var content = sealing.Unprotect(WebEncoders.Base64UrlDecode(ticket));
            return (new Guid(content.AsSpan(0, IdBytes)), Convert.ToHexString(content.AsSpan(IdBytes)));
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
