using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>
/// What a command changes beside the log, in the same unit of work: whose role it is, and who may come back, is the database's to
/// say and not the log's.
/// </summary>
internal sealed record LiveFacts(SessionId Session, ParticipantId By, string? From, DateTimeOffset At)
{
    /// <summary>Null for a command that changes nothing beside the log.</summary>
    public Func<UsherDb, Task<Problem?>>? Of(LiveCommand command) => command switch
    {
        ChangeRole change => db => GiveRole(db, change),
        Remove remove => db => PutOut(db, remove.Participant),
        Revoke revoke => db => Withdraw(db, revoke.Participant),
        End => Close,
        _ => null,
    };

    private async Task<Problem?> GiveRole(UsherDb db, ChangeRole change)
    {
        var person = await db.Participants.AsNoTracking().SingleAsync(person => person.Id == change.Participant);
        return person.InvitationId is { } invitation ? await ChangeInvited(db, invitation, change.Role) : await ChangeAssigned(db, change);
    }

    private async Task<Problem?> ChangeInvited(UsherDb db, InvitationId id, Role role)
    {
        var changed = await db.Invitations.Where(one => one.Id == id && one.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, role).SetProperty(one => one.Version, one => one.Version + 1));
        if (changed == 0) return InvitationProblems.Revoked;
        db.Add(await Line(db, id, HistoryWhat.RoleChanged, role.ToString()));
        return null;
    }

    private async Task<Problem?> ChangeAssigned(UsherDb db, ChangeRole change)
    {
        var collaborators = db.Collaborators;
        var changed = await db.Participants
            .Where(person => person.Id == change.Participant
                && !collaborators.Any(one => one.RoomId == person.Session!.RoomId && one.AccountId == person.AccountId))
            .ExecuteUpdateAsync(set => set.SetProperty(person => person.AssignedRole, change.Role));
        return changed == 0 ? LiveProblems.RoleByStanding : null;
    }

    private async Task<Problem?> PutOut(UsherDb db, ParticipantId who)
    {
        await db.Participants.Where(person => person.Id == who).ExecuteUpdateAsync(set => set.SetProperty(person => person.RemovedAt, At));
        if (await InvitationOf(db, who) is { } invitation) db.Add(await Line(db, invitation, HistoryWhat.Removed));
        else if (await db.Participants.Where(person => person.Id == who).Select(person => person.GuestId).SingleAsync() is { } guest)
            db.Add(new AuditLine { At = At, By = (await AccountOf(db, By))?.ToString() ?? $"participant {By}", What = "guest.removed", On = guest.ToString(), From = From });
        return null;
    }

    private async Task<Problem?> Withdraw(UsherDb db, ParticipantId who)
    {
        if (await InvitationOf(db, who) is not { } id) return LiveProblems.NotInvited;
        // If somebody was quicker, on the register, they are out all the same.
        await db.Revoke(id, await AccountOf(db, By), From, At);
        return null;
    }

    private async Task<Problem?> Close(UsherDb db)
    {
        if (await EndSession.End(db, Session, At))
        {
            db.Add(new AuditLine { At = At, By = (await AccountOf(db, By))?.ToString() ?? $"participant {By}", What = "session.ended", On = Session.ToString(), From = From });
            return null;
        }
        // Somebody was quicker, on the media page: it is over all the same.
        return await db.Sessions.AnyAsync(session => session.Id == Session && session.EndedAt != null) ? null : SessionProblems.NotOpen;
    }

    private static Task<InvitationId?> InvitationOf(UsherDb db, ParticipantId who) =>
        db.Participants.Where(person => person.Id == who).Select(person => person.InvitationId).SingleAsync();

    private static Task<AccountId?> AccountOf(UsherDb db, ParticipantId who) =>
        db.Participants.Where(person => person.Id == who).Select(person => person.AccountId).SingleAsync();

    private async Task<HistoryLine> Line(UsherDb db, InvitationId invitation, HistoryWhat what, string detail = "") =>
        new() { InvitationId = invitation, At = At, What = what, ById = await AccountOf(db, By), Detail = detail, From = From };
}
