using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What an invitation answers to a request that only looks: nothing has changed by it.</summary>
/// <param name="Known">They have checked in on this device, or are signed in with the invited address: nothing more is asked of them.</param>
/// <param name="Asked">How their request to come on this device stands; null when there is none.</param>
/// <param name="Needs">What moving to another device takes for this invitation.</param>
/// <param name="CodeAsked">A code was mailed for this browser, and is what is still wanted of it.</param>
/// <param name="MailsCodes">A code that moves it here can be had by mail.</param>
/// <param name="KeyWanted">This device is bound by its cookie alone, and the site wants it to prove a key before it comes back.</param>
public sealed record EntryLook(
    EntryFacts Facts, EntryVerdict Verdict, bool Known, string? SignedInAs, DateTimeOffset Now, DeviceAskState? Asked = null,
    NewDeviceNeeds Needs = NewDeviceNeeds.CodeOrApproval, bool CodeAsked = false, bool KeyWanted = false, bool MailsCodes = false);

/// <summary>What somebody sends to go in.</summary>
/// <param name="Email">The invited address; not needed by who is signed in with it, has checked in, comes back, or types the code.</param>
/// <param name="Proof">A fresh proof that the browser holds its device key: RFC 9449 in shape, with a nonce of ours.</param>
/// <param name="Attempt">The secret of the form it was sent from.</param>
/// <param name="AsGuest">Enter by address although signed in as somebody else.</param>
/// <param name="Code">The code that was mailed for this browser.</param>
public sealed record EntryClaim(string? Email = null, string? Proof = null, string? Attempt = null, bool AsGuest = false, string? Code = null);

/// <summary>Everything that reaches an invitation over HTTP, page or API, comes through here: it makes facts about the request into the rules' terms.</summary>
public sealed class Entrance(
    IDbContextFactory<UsherDb> databases, ClaimInvitation claims, CheckIn checkIn, SendEntryCode codes, CheckIns checkIns, ProvenKeys keys, DeviceAsks asks, SiteSettings settings,
    Outbox outbox, TimeProvider time)
{
    /// <summary>Null for a link that is none.</summary>
    public async Task<EntryLook?> Look(HttpContext context, string token, bool asGuest = false)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        await using var db = await databases.CreateDbContextAsync();
        if (await db.EntryFactsByLink(token, context.Network(), site, now, context.Request.AskingBrowser(token)) is not { } facts) return null;
        var policy = EntryPolicy.Of(site, facts.Role);
        var (checkedIn, byCode) = checkIns.Remembered(context.Request, facts);
        var visitor = new Visitor(context.SignedInKey(), checkedIn, null, asGuest) { CodeGiven = byCode };
        var bound = new DeviceCredentials(context.Request.DeviceSecrets(), null, null).Recognise(facts.Bindings);
        // Whether the browser has a key shows when it claims.
        var verdict = EntryRules.Judge(facts, visitor, new VisitorDevice(bound?.Id, HasKey: true), policy, now);
        var codeWanted = verdict is EntryVerdict.CodeNeeded or EntryVerdict.NotYet && EntryRules.WaitsForCode(facts, visitor, policy, now);
        var known = (checkedIn && !codeWanted) || context.SignedInKey() == facts.EmailKey;
        var asked = verdict is EntryVerdict.OtherDevice ? await asks.State(db, context.Request, facts, now) : null;
        var needs = NewDeviceRules.Needs(site.NewDevice, facts.Role);
        return new EntryLook(
            facts, verdict, known, context.SignedIn()?.Email, now, asked, needs,
            CodeAsked: codeWanted && facts.Code is { } code && EntryCodeRules.IsLive(code, now),
            KeyWanted: bound is not null && EntryRules.TooWeak(bound, policy),
            MailsCodes: NewDeviceRules.TakesCode(needs) && outbox.CanSend);
    }

    /// <summary>Claims, and gives the browser its cookie.</summary>
    public async Task<Outcome<Claimed>> Claim(HttpContext context, string token, EntryClaim request)
    {
        var device = await Device(context, request.Proof, request.Attempt);
        if (device.Problem is { } problem) return problem;
        var (browser, system) = BrowserName.Of(context.Request);
        var outcome = await claims.Claim(new Claim(token, await VisitorOf(context, token, request), device.Value, browser, system, context.Network(), context.From())
        {
            Asking = context.Request.AskingBrowser(token),
        });
        if (outcome is { Problem: null, Value.Cookie: { } cookie }) context.Response.SetDeviceCookie(cookie);
        return outcome;
    }

    /// <summary>What the browser shows of itself; its key only if it proves it for this very request.</summary>
    public async Task<Outcome<DeviceCredentials>> Device(HttpContext context, string? proof, string? attempt = null)
    {
        var key = await keys.Of(context, proof);
        if (key.Problem is { } unproven) return unproven;
        return new DeviceCredentials(context.Request.DeviceSecrets(), Secret.IsOne(attempt) ? attempt : null, key.Value);
    }

    /// <summary>Checks in, and has the browser remember it.</summary>
    public async Task<Outcome<CheckedIn>> CheckIn(HttpContext context, string token, string? email, string? code)
    {
        var visitor = await VisitorOf(context, token, new EntryClaim(email ?? "", Code: code));
        // An empty field is a wrong address here as well, unless a code stands in for it.
        if (visitor.CodeShown is null) visitor = visitor with { TypedKey = visitor.TypedKey ?? "" };
        var outcome = await checkIn.Give(token, visitor, context.Request.AskingBrowser(token), context.Network(), context.From());
        if (outcome.Problem is null) checkIns.Remember(context.Response, outcome.Value);
        return outcome;
    }

    /// <summary>Has a code mailed, and the browser known as the one that asked.</summary>
    public async Task<Outcome<CodeSent>> AskForCode(HttpContext context, string token, string? email, bool asGuest = false) =>
        await codes.Send(token, await VisitorOf(context, token, new EntryClaim(email, AsGuest: asGuest)), context.NewAskingBrowser(token), context.Network(), context.From());

    /// <summary>Who they say they are: what they typed, or else what this browser is known by.</summary>
    public async Task<Visitor> VisitorOf(HttpContext context, string token, EntryClaim request)
    {
        var typed = string.IsNullOrWhiteSpace(request.Email) ? null : Visitor.Typing(request.Email).TypedKey;
        var (checkedIn, byCode) = CheckIns.Any(context.Request) ? await CheckInOf(context, token) : (false, false);
        return new Visitor(context.SignedInKey(), checkedIn, typed, request.AsGuest)
        {
            CodeGiven = byCode,
            // Typed in a browser that never asked for one, it is a code all the same: one that is over.
            CodeShown = string.IsNullOrWhiteSpace(request.Code) ? null : context.Request.AskingBrowser(token)?.HashOf(CodePurpose.Entry, request.Code) ?? [],
        };
    }

    private async Task<(bool CheckedIn, bool ByCode)> CheckInOf(HttpContext context, string token)
    {
        await using var db = await databases.CreateDbContextAsync();
        var facts = await db.EntryFactsByLink(token, null, await settings.Invitations(), time.Now());
        return facts is null ? (false, false) : checkIns.Remembered(context.Request, facts);
    }
}
