using Microsoft.EntityFrameworkCore;
using Usher.Courses;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>A guest link as those who look after it see it.</summary>
/// <param name="Url">The link, to copy; null for programs that may only read, and when the site's keys were lost.</param>
/// <param name="MaxUses">Null for as many as come.</param>
/// <param name="Enabled">Its own switch; the room has another.</param>
/// <param name="KeptBy">Who made or changed it last.</param>
/// <param name="Version">For <c>If-Match</c>.</param>
public sealed record GuestLinkRow(
    GuestLinkId Id, string Name, string? Url, GuestLinkState State, int? MaxUses, int Uses, DateTimeOffset? ExpiresAt, bool Enabled,
    string KeptBy, DateTimeOffset CreatedAt, int Version);

/// <summary>Somebody who came by a guest link.</summary>
/// <param name="Email">As they typed it: nobody has checked it, unless they typed the code that was mailed to it.</param>
public sealed record GuestRow(GuestId Id, string FirstName, string LastName, string Email, DateTimeOffset CameAt, DateTimeOffset? LastSeenAt, string Browser, string System, Assurance Assurance);

/// <summary>Reads a room's guest links, in a fixed number of queries.</summary>
public sealed class ReadGuestLinks(UsherDb db, GuestLinkTokens tokens)
{
    private const int MostGuests = 200;

    public async Task<IReadOnlyList<GuestLinkRow>> Of(Room room, InvitationSettings site, DateTimeOffset now, bool withUrl, GuestLinkId? only = null)
    {
        var lapsesBy = now - EntryRules.LapseAfter;
        var (guests, inviters) = (db.Guests, db.WhoMayInvite(site));
        var (members, leaders) = (db.CourseMembers.Where(one => one.CourseId == room.CourseId && one.LeftAt == null), db.CourseLeadersWhoMayInvite(site));
        var open = room.Access is not RoomAccess.Private;
        var rows = await db.GuestLinks.AsNoTracking()
            .Where(link => link.RoomId == room.Id && link.DeletedAt == null && (only == null || link.Id == only))
            .OrderBy(link => link.Id)
            .Select(link => new
            {
                Link = link,
                link.KeptBy!.FirstName,
                link.KeptBy.LastName,
                Allowed = inviters.Any(account => account.Id == link.KeptById)
                    || (open && leaders.Any(one => one.CourseId == room.CourseId && one.AccountId == link.KeptById)),
                Course = members.Where(one => one.AccountId == link.KeptById).Select(one => (CourseRole?)one.Role).FirstOrDefault(),
                Standing = link.Room!.Collaborators.Where(one => one.AccountId == link.KeptById).Select(one => (Standing?)one.Standing).FirstOrDefault(),
                Lapsing = guests.Count(guest => guest.GuestLinkId == link.Id && guest.ConnectedAt == null && guest.LapsedAt == null && guest.RevokedAt == null && guest.CameAt <= lapsesBy),
            }).ToListAsync();
        return
        [
            .. rows.Select(row =>
            {
                var (link, uses) = (row.Link, row.Link.Uses - row.Lapsing);
                var kept = InvitationRules.Manages(row.Standing.With(room.Access, row.Course), row.Allowed);
                var state = GuestLinkRules.State(site.GuestAccess && room.GuestAccess && link.TurnedOffAt is null, kept, link.ExpiresAt, link.MaxUses, uses, now);
                return new GuestLinkRow(
                    link.Id, link.Name, withUrl ? tokens.Link(link.SealedToken) : null, state, link.MaxUses, uses, link.ExpiresAt, link.TurnedOffAt is null,
                    $"{row.FirstName} {row.LastName}", link.CreatedAt, link.Version);
            }),
        ];
    }

    /// <summary>Those who came by a link, the latest first.</summary>
    public async Task<IReadOnlyList<GuestRow>> GuestsOf(GuestLinkId link) =>
        await db.Guests.AsNoTracking().Where(guest => guest.GuestLinkId == link && guest.LapsedAt == null).OrderByDescending(guest => guest.Id).Take(MostGuests)
            .Select(guest => new GuestRow(guest.Id, guest.FirstName, guest.LastName, guest.Email, guest.CameAt, guest.LastSeenAt, guest.Browser, guest.System, guest.Assurance))
            .ToListAsync();
}
