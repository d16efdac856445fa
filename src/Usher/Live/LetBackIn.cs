using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Live;

/// <summary>Somebody who was removed from a session for good, as long as nobody lets them back in.</summary>
/// <param name="Email">Of their account or invitation.</param>
/// <param name="Invitation">By which they came; null for an account.</param>
public sealed record RemovedPerson(ParticipantId Participant, string Name, string? Email, SessionId Session, DateTimeOffset? StartsAt, InvitationId? Invitation, DateTimeOffset RemovedAt);

/// <summary>Takes a removal back: all that it barred (invitation, address, account, device keys) opens again.</summary>
public sealed class LetBackIn(WriteDoor door, SessionChanges sessions)
{
    public async Task<Outcome<Done>> Let(RoomId room, ParticipantId who, Actor by)
    {
        var change = await door.Write<SessionChange?>(async db =>
        {
            var person = await db.Participants.AsNoTracking().SingleOrDefaultAsync(one => one.Id == who && one.Session!.RoomId == room && one.RemovedAt != null);
            if (person is null) return null;
            var touched = await db.Participants.Where(one => one.Id == who && one.RemovedAt != null)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.RemovedAt, (DateTimeOffset?)null));
            if (touched == 0) return null;
            if (person.InvitationId is { } invitation)
                db.Add(new HistoryLine { InvitationId = invitation, At = by.At, What = HistoryWhat.LetBackIn, ById = by.Id, From = by.From });
            else
                db.Add(by.Did("participant.let-back-in", who));
            return new SessionChange(person.SessionId, who);
        });
        if (change is not { } told) return CommonProblems.NotFound;
        sessions.Tell(told);
        return new Done();
    }
}

/// <summary>Those who were removed from a room's sessions, for its Hosts.</summary>
internal static class RemovedPeople
{
    private const int Most = 200;

    public static void MapRemovedPeople(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        var page = pages.MapGroup("/rooms/{room}/removed").RequireSignedIn();
        page.MapGet("", Show);
        page.MapPost("/{participant}/let-back-in", LetOnPage);
        page.MapGet("/{participant}/let-back-in", Again);
        var calls = api.MapGroup("/rooms/{room}/removed").WithTags("Sessions");
        calls.MapGet("", List).RequireScope(Scopes.InvitationsRead).Produces<IReadOnlyList<RemovedPerson>>().Refuses(401, 403, 404)
            .WithSummary("Who was removed from the room's sessions for good, newest first; two hundred at most.");
        calls.MapPost("/{participant}/let-back-in", LetByCall).RequireScope(Scopes.InvitationsWrite).Produces<IReadOnlyList<RemovedPerson>>().Refuses(401, 403, 404)
            .WithSummary("Takes the removal back: they can come in again.");
    }

    private static async Task<IResult> Show(RoomId room, HttpContext context, UsherDb db)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Invite);
        return found.Problem is { } problem ? problem.ToRoomPage() : Page.Of<RemovedPage>(new { found.Value.Room, People = await db.RemovedFrom(room) });
    }

    /// <summary>Where a tab stands that was refused, when it is loaded again.</summary>
    private static async Task<IResult> Again(RoomId room, HttpContext context, UsherDb db)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Invite);
        return found.Problem is { } problem ? problem.ToRoomPage() : TypedResults.LocalRedirect($"/rooms/{room}/removed");
    }

    private static async Task<IResult> LetOnPage(RoomId room, ParticipantId participant, HttpContext context, UsherDb db, LetBackIn let)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Invite);
        if (found.Problem is { } problem) return problem.ToRoomPage();
        // Taken back by somebody else meanwhile: the list shows it.
        await let.Let(room, participant, context.Actor());
        return TypedResults.LocalRedirect($"/rooms/{room}/removed");
    }

    private static async Task<IResult> List(RoomId room, HttpContext context, UsherDb db)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Invite);
        return found.Problem is { } problem ? problem.ToResult() : TypedResults.Ok(await db.RemovedFrom(room));
    }

    private static async Task<IResult> LetByCall(RoomId room, ParticipantId participant, HttpContext context, UsherDb db, LetBackIn let)
    {
        var found = await db.FindRoom(room, context.SignedIn(), RoomAct.Invite);
        if (found.Problem is { } problem) return problem.ToResult();
        var outcome = await let.Let(room, participant, context.Actor());
        return outcome.Problem is { } refusal ? refusal.ToResult() : TypedResults.Ok(await db.RemovedFrom(room));
    }

    private static async Task<IReadOnlyList<RemovedPerson>> RemovedFrom(this UsherDb db, RoomId room)
    {
        var (accounts, invitations) = (db.Accounts, db.Invitations);
        return await db.Participants.AsNoTracking()
            .Where(one => one.RemovedAt != null && one.Session!.RoomId == room && one.Session.CancelledAt == null)
            .OrderByDescending(one => one.RemovedAt).Take(Most)
            .Select(one => new RemovedPerson(
                one.Id, one.FirstName + " " + one.LastName,
                accounts.Where(account => account.Id == one.AccountId).Select(account => account.Email).FirstOrDefault()
                    ?? invitations.Where(invitation => invitation.Id == one.InvitationId).Select(invitation => invitation.Email).FirstOrDefault(),
                one.SessionId, one.Session!.StartsAt, one.InvitationId, one.RemovedAt!.Value))
            .ToListAsync();
    }
}
