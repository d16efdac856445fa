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

    public void Remember(HttpResponse response, CheckedIn given) =>
        response.Cookies.Append(Prefix + given.Facts.Id, protector.Protect(Content(given.Facts, given.ByCode), Life), DeviceCookies.Options(Life));

    /// <summary>Whether there is anything to look up.</summary>
    public static bool Any(HttpRequest request) => request.Cookies.Any(cookie => cookie.Key.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Whether the right address was given in this browser before, and whether with a code.</summary>
    public (bool CheckedIn, bool ByCode) Remembered(HttpRequest request, EntryFacts facts)
    {
        try
        {
            var kept = request.Cookies[Prefix + facts.Id] is { } sealedText ? protector.Unprotect(sealedText) : null;
            var byCode = kept == Content(facts, byCode: true);
            return (byCode || kept == Content(facts, byCode: false), byCode);
        }
        catch (CryptographicException)
        {
            return (false, false);
        }
    }

    /// <summary>The invitations that cookies of this browser name; whether they hold is for <see cref="Remembered"/> to say.</summary>
    public static List<InvitationId> Invitations(HttpRequest request) =>
    [
        .. request.Cookies.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Take(40)
            .Select(name => InvitationId.TryParse(name[Prefix.Length..], null, out var id) ? id : default).Where(id => id != default),
    ];

    private static string Content(EntryFacts facts, bool byCode) => $"{facts.Id} {facts.EmailKey}{(byCode ? " by code" : "")}";
}
