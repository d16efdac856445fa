using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What an invitation answers to a request that only looks: nothing has changed by it.</summary>
/// <param name="Known">They have checked in on this device, or are signed in with the invited address: nothing more is asked of them.</param>
public sealed record EntryLook(EntryFacts Facts, EntryVerdict Verdict, bool Known, string? SignedInAs, DateTimeOffset Now);

/// <summary>What somebody sends to go in.</summary>
/// <param name="Email">The invited address; not needed by who is signed in with it, has checked in, or comes back.</param>
/// <param name="Proof">A fresh proof that the browser holds its device key: RFC 9449 in shape, with a nonce of ours.</param>
/// <param name="Attempt">The secret of the form it was sent from.</param>
/// <param name="AsGuest">Enter by address although signed in as somebody else.</param>
public sealed record EntryClaim(string? Email = null, string? Proof = null, string? Attempt = null, bool AsGuest = false);

/// <summary>Everything that reaches an invitation over HTTP, page or API, comes through here: it makes facts about the request into the rules' terms.</summary>
public sealed class Entrance(
    IDbContextFactory<UsherDb> databases, ClaimInvitation claims, CheckIns checkIns, ProvenKeys keys, SiteSettings settings, TimeProvider time)
{
    /// <summary>Null for a link that is none.</summary>
    public async Task<EntryLook?> Look(HttpContext context, string token, bool asGuest = false)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        await using var db = await databases.CreateDbContextAsync();
        if (await db.EntryFactsByLink(token, context.Network(), site, now) is not { } facts) return null;
        var checkedIn = checkIns.Remembered(context.Request, facts);
        var bound = new DeviceCredentials(context.Request.DeviceSecrets(), null, null).Recognise(facts.Bindings);
        // Whether the browser has a key shows when it claims.
        var verdict = EntryRules.Judge(facts, new Visitor(context.SignedInKey(), checkedIn, null, asGuest), new VisitorDevice(bound?.Id, HasKey: true),
            EntryPolicy.Of(site, facts.Role), now);
        return new EntryLook(facts, verdict, checkedIn || context.SignedInKey() == facts.EmailKey, context.SignedIn()?.Email, now);
    }

    /// <summary>Claims, and gives the browser its cookie.</summary>
    public async Task<Outcome<Claimed>> Claim(HttpContext context, string token, EntryClaim request)
    {
        var key = await keys.Of(context, request.Proof);
        if (key.Problem is { } unproven) return unproven;
        var (browser, system) = BrowserName.Of(context.Request);
        var outcome = await claims.Claim(new Claim(
            token, await VisitorOf(context, token, request), new DeviceCredentials(context.Request.DeviceSecrets(), Secret.IsOne(request.Attempt) ? request.Attempt : null, key.Value),
            browser, system, context.Network(), context.From()));
        if (outcome is { Problem: null, Value.Cookie: { } cookie }) context.Response.SetDeviceCookie(cookie);
        return outcome;
    }

    private async Task<Visitor> VisitorOf(HttpContext context, string token, EntryClaim request)
    {
        var typed = string.IsNullOrWhiteSpace(request.Email) ? null : Visitor.Typing(request.Email).TypedKey;
        if (typed is not null) return new Visitor(context.SignedInKey(), false, typed, request.AsGuest);
        await using var db = await databases.CreateDbContextAsync();
        var facts = await db.EntryFactsByLink(token, null, await settings.Invitations(), time.Now());
        return new Visitor(context.SignedInKey(), facts is not null && checkIns.Remembered(context.Request, facts), null, request.AsGuest);
    }
}
