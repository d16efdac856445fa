using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>The switch of a room: whether its guest links let anybody in.</summary>
public sealed class SetGuestAccess(WriteDoor door, SiteSettings settings, SessionChanges sessions)
{
    /// <param name="removeGuests">With turning it off: also put out the guests who are in.</param>
    public async Task<Outcome<Done>> Set(RoomId room, bool enabled, bool removeGuests, Actor by)
    {
        if (enabled && !(await settings.Invitations()).GuestAccess) return GuestLinkProblems.SiteOff;
        IReadOnlyList<SessionChange> told = [];
        var outcome = await door.Write<Outcome<Done>>(async db =>
        {
            var set = await db.Rooms.Where(one => one.Id == room).Where(db.Allows(RoomAct.Invite, by.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.GuestAccess, enabled));
            if (set == 0) return InvitationProblems.MayNotInvite;
            db.Add(by.Did(enabled ? "guest-access.turned-on" : removeGuests ? "guest-access.turned-off-and-cleared" : "guest-access.turned-off", room));
            told = await db.WaitingOn(room, by.At);
            if (!enabled && removeGuests) told = [.. told, .. await db.PutOut(guest => guest.GuestLink!.RoomId == room, by.At)];
            return new Done();
        });
        if (outcome.Problem is null) sessions.TellAll(told.Distinct());
        return outcome;
    }
}
