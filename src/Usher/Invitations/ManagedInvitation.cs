using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>An invitation of a room, found by somebody who may manage it: what every act on it begins with.</summary>
public sealed record ManagedInvitation(InvitationId Id, RoomId Room);

/// <summary>Finds them, and what hangs on them.</summary>
internal static class ManagedInvitationQuery
{
    public static async Task<Outcome<ManagedInvitation>> InvitationToManage(
        this UsherDb db, RoomId room, InvitationId id, Actor by, InvitationSettings settings)
    {
        var found = await db.RoomToManage(room, by, settings);
        if (found.Problem is { } problem) return problem;
        return await db.Invitations.AnyAsync(one => one.Id == id && one.RoomId == room) ? new ManagedInvitation(id, room) : InvitationProblems.Unknown;
    }

    /// <summary>Whom to tell once a change to the invitation is committed.</summary>
    public static async Task<IReadOnlyList<SessionChange>> ParticipantsOf(this UsherDb db, InvitationId id)
    {
        var people = await db.Participants.Where(one => one.InvitationId == id).Select(one => new { one.SessionId, one.Id }).ToListAsync();
        var waiting = await db.Invitations.Where(one => one.Id == id && one.SessionId != null).Select(one => one.SessionId!.Value).ToListAsync();
        return [.. people.Select(one => new SessionChange(one.SessionId, one.Id)), .. waiting.Select(session => new SessionChange(session, null))];
    }

    public static void TellAll(this SessionChanges sessions, IEnumerable<SessionChange> changes)
    {
        foreach (var change in changes) sessions.Tell(change);
    }

    /// <summary>A further token for an invitation; its text leaves this unit of work only by the answer or a mail.</summary>
    public static string AddToken(this UsherDb db, InvitationId id, DateTimeOffset now)
    {
        var token = Secret.New();
        db.Add(new LinkToken { Hash = Secret.Hash(token), InvitationId = id, IssuedAt = now });
        return token;
    }

    /// <summary>Whether a link still is one: it was not replaced.</summary>
    public static Task<bool> Works(this UsherDb db, string token)
    {
        var hash = Secret.Hash(token);
        return db.LinkTokens.AnyAsync(link => link.Hash == hash && link.ReplacedAt == null);
    }
}
