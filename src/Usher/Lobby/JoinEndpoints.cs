using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>Who wants their link to a session mailed anew.</summary>
/// <param name="Email">The invited address.</param>
public sealed record JoinBody(string? Email);

/// <summary>
/// <c>/join/{session}</c>, where calendar entries lead: the same address for everybody, since calendars are shared. It knows a device
/// that is bound or checked in, and who is signed in; anybody else has the invited address's own link mailed to it, and is answered
/// alike whoever they are.
/// </summary>
public static class JoinEndpoints
{
    public static void MapJoin(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        var page = pages.MapGroup("/join/{session}").AllowAnonymous().ExcludeFromDescription();
        page.MapMethods("", [HttpMethods.Get, HttpMethods.Head], Show).RequireRateLimiting(RateLimits.Entry);
        page.MapPost("", Mail).RequireRateLimiting(RateLimits.Mailing);
        page.MapPost("/known", GoOn).RequireRateLimiting(RateLimits.Entry);
        page.MapGet("/known", (SessionId session) => TypedResults.LocalRedirect($"/join/{session}"));
        api.MapPost("/join/{session}", MailByCall).WithTags("Entry").AllowAnonymous().RequireRateLimiting(RateLimits.Mailing).Produces<AskedAnswer>(StatusCodes.Status202Accepted)
            .WithSummary("Have an invitee's own link mailed to the invited address. Answered alike whether it is invited or not.");
    }

    private static async Task<IResult> Show(SessionId session, HttpContext context, Joining joining)
    {
        if (await joining.Find(session, context) is not { } place) return SessionProblems.Unknown.ToPage();
        if (place.WalksIn) return TypedResults.LocalRedirect($"/live/{session}");
        return JoinPage(session, place, asked: false);
    }

    private static async Task<IResult> Mail(SessionId session, [FromForm] string? email, HttpContext context, FetchLink fetch, Joining joining)
    {
        if (await joining.Find(session, context) is not { } place) return SessionProblems.Unknown.ToPage();
        fetch.Ask(session, email, context.From());
        return JoinPage(session, place, asked: true);
    }

    private static async Task<IResult> MailByCall(SessionId session, JoinBody body, HttpContext context, FetchLink fetch, Joining joining)
    {
        if (await joining.Find(session, context) is null) return SessionProblems.Unknown.ToResult();
        fetch.Ask(session, body.Email, context.From());
        return TypedResults.Accepted((string?)null, new AskedAnswer(true));
    }

    /// <summary>For who is known here: a link of their own, made at this moment and gone to at once.</summary>
    private static async Task<IResult> GoOn(SessionId session, HttpContext context, FetchLink fetch, Joining joining)
    {
        if (await joining.Find(session, context) is not { } place) return SessionProblems.Unknown.ToPage();
        return place.Invitation is { } known && await fetch.Now(known, context.From()) is { } token
            ? InvitationPageEndpoints.Redirect($"/i/{token}")
            : InvitationPageEndpoints.Redirect($"/join/{session}");
    }

    private static IResult JoinPage(SessionId session, JoinPlace place, bool asked) =>
        Page.Of<JoinPage>(new { Session = session, Known = place.Invitation is not null, Asked = asked }).In(place.Language);
}

/// <summary>Somebody at a session's join address.</summary>
/// <param name="WalksIn">Their device is bound and the session open, or their account lets them in.</param>
/// <param name="Invitation">The invitation that they are known to hold.</param>
/// <param name="Language">Its invitee's, a BCP 47 tag.</param>
internal sealed record JoinPlace(bool WalksIn, InvitationId? Invitation, string? Language = null);

/// <summary>Finds out who comes to a session's join address. Looking changes nothing.</summary>
internal sealed class Joining(IDbContextFactory<UsherDb> databases, CheckIns checkIns, SiteSettings settings, TimeProvider time)
{
    /// <summary>Invitations that one browser is looked up for.</summary>
    private const int Most = 20;

    public async Task<JoinPlace?> Find(SessionId id, HttpContext context)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        await using var db = await databases.CreateDbContextAsync();
        var session = await db.Sessions.AsNoTracking().Where(one => one.Id == id && one.CancelledAt == null && one.Room!.DeletedAt == null)
            .Select(one => new { one.RoomId }).SingleOrDefaultAsync();
        if (session is null) return null;
        JoinPlace? known = null;
        foreach (var invitation in await Candidates(db, id, session.RoomId, context))
        {
            if (await db.EntryFactsOf(invitation, id, site, now) is not { } facts) continue;
            var bound = new DeviceCredentials(context.Request.DeviceSecrets(), null, null).Recognise(facts.Bindings);
            var (checkedIn, byCode) = checkIns.Remembered(context.Request, facts);
            var verdict = EntryRules.Judge(facts, new Visitor(context.SignedInKey(), checkedIn, null) { CodeGiven = byCode }, new VisitorDevice(bound?.Id, HasKey: true), EntryPolicy.Of(site, facts.Role), now);
            if (verdict is EntryVerdict.WelcomeBack) return new JoinPlace(true, invitation);
            if (verdict is EntryVerdict.NotYet or EntryVerdict.Bind or EntryVerdict.OtherDevice && (bound is not null || checkedIn || context.SignedInKey() == facts.EmailKey))
                known ??= new JoinPlace(false, invitation);
        }
        if (known is not null) return known with { Language = await db.Invitations.Where(one => one.Id == known.Invitation).Select(one => one.Language).SingleOrDefaultAsync() };
        return new JoinPlace(context.SignedIn() is { } account && (await db.FindRoom(session.RoomId, account)).Problem is null, null);
    }

    /// <summary>Those that something in the request speaks for: a device cookie, a check-in, or the account's address.</summary>
    private static async Task<List<InvitationId>> Candidates(UsherDb db, SessionId session, RoomId room, HttpContext context)
    {
        var (devices, checkedIn, email) = (context.Request.DeviceSecrets().Keys.ToList(), CheckIns.Invitations(context.Request), context.SignedInKey());
        if (devices.Count == 0 && checkedIn.Count == 0 && email is null) return [];
        return await db.Invitations
            .Where(one => one.RoomId == room && one.RevokedAt == null && (one.SessionId == null || one.SessionId == session))
            .Where(one => checkedIn.Contains(one.Id) || one.EmailKey == email || one.Devices.Any(device => devices.Contains(device.Id)))
            .OrderByDescending(one => one.Id).Select(one => one.Id).Take(Most).ToListAsync();
    }
}
