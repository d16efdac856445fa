using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Usher.Invitations;

namespace Usher.Lobby;

/// <summary>
/// Remembers on a device that the invited address was given there, ahead of the session. It binds nothing and is kept by the browser
/// alone, sealed: people check in on the phone and come on the laptop.
/// </summary>
public sealed class CheckIns(IDataProtectionProvider protection)
{
    private const string Prefix = "__Host-usher-checked-in.";
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("check-in").ToTimeLimitedDataProtector();

    public void Remember(HttpResponse response, EntryFacts facts) =>
        response.Cookies.Append(Prefix + facts.Id, protector.Protect(Content(facts), Life), DeviceCookies.Options(Life));

    /// <summary>Whether the right address was given in this browser before.</summary>
    public bool Remembered(HttpRequest request, EntryFacts facts)
    {
        try
        {
            return request.Cookies[Prefix + facts.Id] is { } kept && protector.Unprotect(kept) == Content(facts);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The invitations that cookies of this browser name; whether they hold is for <see cref="Remembered"/> to say.</summary>
    public static List<InvitationId> Invitations(HttpRequest request) =>
    [
        .. request.Cookies.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Take(40)
            .Select(name => InvitationId.TryParse(name[Prefix.Length..], null, out var id) ? id : default).Where(id => id != default),
    ];

    private static string Content(EntryFacts facts) => $"{facts.Id} {facts.EmailKey}";
}
