using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.GuestLinks;

/// <summary>A host deletes a guest link: from then on it is a link that does not exist.</summary>
public sealed class DeleteGuestLink(WriteDoor door, SessionChanges sessions)
{
    /// <param name="version">The version that the host saw; null to delete it whatever it is.</param>
    /// <param name="removeGuests">Also put out those who came by it and are in.</param>
    public async Task<Outcome<Done>> Delete(RoomId room, GuestLinkId id, int? version, bool removeGuests, Actor by)
    {
        IReadOnlyList<SessionChange> told = [];
        var outcome = await door.Write<Outcome<Done>>(async db =>
        {
            if (!await db.HoldRoomToInvite(room, by)) return InvitationProblems.MayNotInvite;
            var deleted = await db.GuestLinks
                .Where(link => link.Id == id && link.RoomId == room && link.DeletedAt == null && (version == null || link.Version == version))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(link => link.DeletedAt, by.At).SetProperty(link => link.SealedToken, (byte[]?)null)
                    .SetProperty(link => link.Version, link => link.Version + 1));
            if (deleted == 0)
                return await db.GuestLinks.AnyAsync(link => link.Id == id && link.RoomId == room && link.DeletedAt == null) ? CommonProblems.Stale : GuestLinkProblems.Unknown;
            db.Add(by.Did(removeGuests ? "guest-link.deleted-and-cleared" : "guest-link.deleted", id));
            told = await db.WaitingOn(room, by.At);
            if (removeGuests) told = [.. told, .. await db.PutOut(guest => guest.GuestLinkId == id, by.At)];
            return new Done();
        });
        if (outcome.Problem is null) sessions.TellAll(told.Distinct());
        return outcome;
    }
}
