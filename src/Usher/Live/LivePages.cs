using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Live;

/// <summary>The page of a live session. Loading it changes nothing: whoever it lets in has entered only once it has connected.</summary>
internal static class LivePages
{
    public static void MapLivePage(this IEndpointRouteBuilder pages) => pages.MapGet("/live/{session}", Show).AllowAnonymous();

    private static async Task<IResult> Show(SessionId session, HttpContext context, Arrivals arrivals, LiveNode node, UsherDb db, SiteSettings settings, TimeProvider time)
    {
        if (await db.CardOf(session, context.RequestAborted) is not { } card) return SessionProblems.Unknown.ToPage();
        var arrival = await arrivals.Find(session, context, context.RequestAborted);
        if (arrival.Problem is not { } problem)
        {
            var (who, admission) = (arrival.Value, arrival.Value.Admission);
            var invites = await Inviting(card.Room, admission, context, db, settings);
            var language = await db.Invitations.Where(one => one.Id == who.Invitation).Select(one => one.Language).FirstOrDefaultAsync(context.RequestAborted);
            return Page.Of<LivePage>(new
            {
                Card = card,
                Admission = admission,
                MayInvite = invites.May,
                invites.Manages,
                OnDevice = who.Device is not null,
                Attended = await Attended(db, session, who.Participant, time.Now(), context.RequestAborted),
                Waits = await node.WouldWait(session, who.Participant, admission.Role),
            }).In(language);
        }
        if (problem == CommonProblems.SignInNeeded) return TypedResults.LocalRedirect($"/sign-in{QueryString.Create("return", $"/live/{session}")}");
        var mayLook = await db.FindRoom(card.Room, context.SignedIn(), context.RequestAborted) is { Problem: null };
        return Page.Of<LiveClosedPage>(new { Card = card, Problem = problem, SignedIn = context.SignedIn() is not null, ShowsRoom = mayLook }, problem.Status);
    }

    private static async Task<long> Attended(UsherDb db, SessionId session, ParticipantId? who, DateTimeOffset now, CancellationToken cancel)
    {
        if (who is null) return 0;
        var stays = await db.Attendances.Where(stay => stay.ParticipantId == who).Select(stay => new { stay.JoinedAt, stay.LeftAt }).ToListAsync(cancel);
        if (stays.Count == 0) return 0;
        var pulse = await db.SessionPulses.Where(one => one.SessionId == session).Select(one => (DateTimeOffset?)one.At).FirstOrDefaultAsync(cancel);
        return (long)stays.Sum(stay => (AttendanceRules.Until(stay.JoinedAt, stay.LeftAt, pulse, now) - stay.JoinedAt).TotalSeconds);
    }

    /// <summary>Hosts invite from inside as from the media page: by the same four preconditions, which every page of inviting asks again.</summary>
    private static async Task<(bool May, bool Manages)> Inviting(RoomId room, Admission admission, HttpContext context, UsherDb db, SiteSettings settings)
    {
        if (context.SignedIn() is null || !admission.Role.May(LiveAct.Invite)) return (false, false);
        var by = context.Actor();
        var manages = (await db.RoomToManage(room, by, await settings.Invitations())).Problem is null;
        return (manages && (await db.RoomToInviteTo(room, by, settings)).Problem is null, manages);
    }
}
