using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Sessions;

/// <summary>Makes somebody a participant of a session, once, whichever way they came. Part of a larger unit of work.</summary>
internal static class AdmitParticipant
{
    /// <summary>The participant that they are, or now became. Two at once meet the unique index, and the later unit is undone.</summary>
    public static async Task<ParticipantId> Admit(this UsherDb db, Participant newcomer)
    {
        var known = await db.Participants
            .Where(one => one.SessionId == newcomer.SessionId
                && (newcomer.InvitationId != null ? one.InvitationId == newcomer.InvitationId
                    : newcomer.GuestId != null ? one.GuestId == newcomer.GuestId
                    : one.AccountId == newcomer.AccountId))
            .Select(one => (ParticipantId?)one.Id)
            .SingleOrDefaultAsync();
        if (known is { } id) return id;
        db.Participants.Add(newcomer);
        return newcomer.Id;
    }
}
