using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What a guest link answers to a request that only looks: nothing has changed by it.</summary>
public sealed record GuestLook(GuestFacts Facts, GuestVerdict Verdict, DateTimeOffset Now);

/// <summary>What the page of a guest link says of the room.</summary>
public sealed record GuestRoom(Room Room, Session? Session, string Host, IReadOnlyList<NamedSpeaker> Speakers);

/// <summary>What somebody sends to come in as a guest.</summary>
/// <param name="Proof">A fresh proof that the browser holds its device key: RFC 9449 in shape, with a nonce of ours.</param>
/// <param name="Attempt">The secret of the form it was sent from.</param>
/// <param name="Code">The code that was mailed for this browser.</param>
public sealed record GuestEntry(GuestDetails Details, string? Proof, string? Attempt, string? Code);

/// <summary>Everything that reaches a guest link over HTTP, page or API, comes through here.</summary>
public sealed class GuestEntrance(
    IDbContextFactory<UsherDb> databases, ClaimGuestLink claims, SendGuestCode codes, ProvenKeys keys, RemovalMarks marks, SiteSettings settings, TimeProvider time)
{
    /// <summary>Null for a link that is none.</summary>
    public async Task<GuestLook?> Look(HttpContext context, string token)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        var device = new DeviceCredentials(context.Request.DeviceSecrets(), null, null);
        var who = new WhoComes(context.SignedInKey(), null, [.. device.Cookies.Keys], context.SignedIn()?.Id);
        await using var db = await databases.CreateDbContextAsync();
        if (await db.GuestFactsByLink(token, device, who, marks, site, now) is not { } facts) return null;
        // Whether the browser has a key shows when it claims.
        var verdict = GuestLinkRules.Judge(facts, GuestVisitor.Nobody, new VisitorDevice(device.Recognise(facts.Known)?.Id, HasKey: true), GuestPolicy.Of(site), now);
        return new GuestLook(facts, verdict, now);
    }

    /// <summary>Claims, and gives the browser its cookie.</summary>
    public async Task<Outcome<Claimed>> Claim(HttpContext context, string token, GuestEntry entry)
    {
        var key = await keys.Of(context, entry.Proof);
        if (key.Problem is { } unproven) return unproven;
        var device = new DeviceCredentials(context.Request.DeviceSecrets(), Secret.IsOne(entry.Attempt) ? entry.Attempt : null, key.Value);
        var (browser, system) = BrowserName.Of(context.Request);
        var outcome = await claims.Claim(new GuestClaim(token, entry.Details, device, context.SignedIn()?.Id, browser, system)
        {
            Asking = context.Request.AskingBrowser(token),
            Code = entry.Code,
        });
        if (outcome is { Problem: null, Value.Cookie: { } cookie }) context.Response.SetDeviceCookie(cookie);
        return outcome;
    }

    /// <summary>Has a code mailed, and the browser known as the one that asked.</summary>
    /// <param name="anew">Also where the last one is still good.</param>
    public Task<Outcome<GuestCodeSent>> AskForCode(HttpContext context, string token, string? email, bool anew)
    {
        var device = new DeviceCredentials(context.Request.DeviceSecrets(), null, null);
        return codes.Send(new GuestCodeAsk(
            token, email, device, context.SignedIn()?.Id, context.NewAskingBrowser(token), context.Network(), CultureInfo.CurrentUICulture.Name, anew));
    }

    public async Task<GuestRoom> Describe(GuestFacts facts)
    {
        await using var db = await databases.CreateDbContextAsync();
        var room = await db.Rooms.AsNoTracking().SingleAsync(one => one.Id == facts.RoomId);
        var session = facts.SessionId is { } id ? await db.Sessions.AsNoTracking().SingleAsync(one => one.Id == id) : null;
        var owner = await db.Collaborators.Where(one => one.RoomId == facts.RoomId && one.Standing == Standing.Owner)
            .Select(one => new { one.Account!.FirstName, one.Account.LastName }).FirstAsync();
        return new GuestRoom(room, session, $"{owner.FirstName} {owner.LastName}", await db.SpeakersOf(facts.RoomId, default));
    }
}
