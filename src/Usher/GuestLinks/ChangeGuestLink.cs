using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>A host changes a guest link, or turns it on or off. Whoever changes it stands behind it from then on.</summary>
public sealed class ChangeGuestLink(WriteDoor door, SiteSettings settings, SessionChanges sessions)
{
    /// <param name="version">The version that the host saw; null to change it whatever it is.</param>
    public async Task<Outcome<Done>> Change(RoomId room, GuestLinkId id, GuestLinkChanges changes, int? version, Actor by)
    {
        var site = await settings.Invitations();
        if (changes.Enabled is true && !site.GuestAccess) return GuestLinkProblems.SiteOff;
        if (changes.Check(site) is { } wrong) return wrong;
        IReadOnlyList<SessionChange> told = [];
        var outcome = await door.Write<Outcome<Done>>(async db =>
        {
            if (!await db.HoldRoomToInvite(room, by)) return InvitationProblems.MayNotInvite;
            if (!await Apply(db, room, id, changes, version, by)) return await Why(db, room, id);
            db.Add(by.Did(What(changes), id, Detail(changes)));
            told = await db.WaitingOn(room, by.At);
            if (changes is { Enabled: false, RemoveGuests: true }) told = [.. told, .. await db.PutOut(guest => guest.GuestLinkId == id, by.At)];
            return new Done();
        });
        if (outcome.Problem is null) sessions.TellAll(told.Distinct());
        return outcome;
    }

    private static async Task<bool> Apply(UsherDb db, RoomId room, GuestLinkId id, GuestLinkChanges changes, int? version, Actor by)
    {
        var name = changes.Name?.Trim();
        var (setsUses, uses) = (changes.MaxUses is not null, changes.MaxUses is GuestLinkChanges.Unlimited ? null : changes.MaxUses);
        var (setsEnd, end) = (changes.LifetimeMinutes is not null, changes.LifetimeMinutes is > 0 and var minutes ? by.At.AddMinutes(minutes) : (DateTimeOffset?)null);
        var (setsOff, off) = (changes.Enabled is not null, changes.Enabled is false ? by.At : (DateTimeOffset?)null);
        return await db.GuestLinks
            .Where(link => link.Id == id && link.RoomId == room && link.DeletedAt == null && (version == null || link.Version == version))
            .ExecuteUpdateAsync(set => set
                .SetProperty(link => link.Name, link => name ?? link.Name)
                .SetProperty(link => link.MaxUses, link => setsUses ? uses : link.MaxUses)
                .SetProperty(link => link.ExpiresAt, link => setsEnd ? end : link.ExpiresAt)
                .SetProperty(link => link.TurnedOffAt, link => setsOff ? off : link.TurnedOffAt)
                .SetProperty(link => link.KeptById, by.Id)
                .SetProperty(link => link.Version, link => link.Version + 1)) == 1;
    }

    private static async Task<Problem> Why(UsherDb db, RoomId room, GuestLinkId id) =>
        await db.GuestLinks.AnyAsync(link => link.Id == id && link.RoomId == room && link.DeletedAt == null) ? CommonProblems.Stale : GuestLinkProblems.Unknown;

    private static string What(GuestLinkChanges changes) => changes.Enabled switch
    {
        true => "guest-link.turned-on",
        false => changes.RemoveGuests ? "guest-link.turned-off-and-cleared" : "guest-link.turned-off",
        null => "guest-link.changed",
    };

    private static string Detail(GuestLinkChanges changes) => string.Join(", ", new[]
    {
        changes.Name?.Trim(),
        changes.MaxUses is { } uses ? $"uses {uses}" : null,
        changes.LifetimeMinutes is { } minutes ? $"minutes {minutes}" : null,
    }.Where(part => part is not null));
}
