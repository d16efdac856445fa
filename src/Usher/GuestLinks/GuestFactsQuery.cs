using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.GuestLinks;

/// <summary>Whom a request may come from: what is compared with those who were removed.</summary>
/// <param name="EmailKey">The address that they typed, or that their account or invitation has.</param>
internal sealed record WhoComes(string? EmailKey, string? KeyThumbprint, IReadOnlyCollection<DeviceBindingId> Devices, AccountId? Account);

/// <summary>Reads the facts that <see cref="GuestLinkRules"/> judge.</summary>
internal static class GuestFactsQuery
{
    /// <summary>The facts of a link that is not deleted; null for every link that is none, in the same time.</summary>
    /// <param name="asking">The browser as the one that asked for a code; null for one that never did.</param>
    public static async Task<GuestFacts?> GuestFactsByLink(
        this UsherDb db, string token, DeviceCredentials device, WhoComes who, RemovalMarks marks, InvitationSettings settings, DateTimeOffset now, AskingBrowser? asking = null)
    {
        var (hash, lapsesBy, guests, inviters) = (Secret.Hash(token), now - EntryRules.LapseAfter, db.Guests, db.WhoMayInvite(settings));
        var (members, leaders) = (db.CourseMembers, db.CourseLeadersWhoMayInvite(settings));
        var row = await db.GuestLinks.AsNoTracking().Where(link => link.TokenHash == hash && link.DeletedAt == null).Select(link => new
        {
            link.Id,
            link.RoomId,
            link.TurnedOffAt,
            link.ExpiresAt,
            link.MaxUses,
            link.Uses,
            link.Room!.GuestAccess,
            RoomDeletedAt = link.Room.DeletedAt,
            KeeperStanding = link.Room.Collaborators.Where(one => one.AccountId == link.KeptById).Select(one => (Standing?)one.Standing).FirstOrDefault(),
            link.Room.Access,
            KeeperInCourse = members.Where(one => one.CourseId == link.Room.CourseId && one.AccountId == link.KeptById && one.LeftAt == null)
                .Select(one => (CourseRole?)one.Role).FirstOrDefault(),
            KeeperAllowed = inviters.Any(account => account.Id == link.KeptById) || (link.Room.Access != RoomAccess.Private
                && leaders.Any(one => one.CourseId == link.Room.CourseId && one.AccountId == link.KeptById)),
            Lapsing = guests.Count(guest => guest.GuestLinkId == link.Id && guest.ConnectedAt == null && guest.LapsedAt == null && guest.RevokedAt == null && guest.CameAt <= lapsesBy),
        }).SingleOrDefaultAsync();
        if (row is null) return null;
        var session = await db.RunningOrNext(row.RoomId, now);
        var found = await db.Known(row.Id, device);
        var here = await db.Here(session?.Id, found);
        // Who was let in by what was asked then shows, for the next session, what is asked now.
        var known = found.Where(guest => here.Contains(new(guest.Id.Value)) || (settings.Domains.AdmitsAddress(guest.EmailKey)
            && (settings.GuestVerification is GuestVerification.None || guest.Assurance is Assurance.EmailedCode))).Select(Binding).ToList();
        var erased = session is null ? MarkedInSession.None : await marks.In(db, session.Id);
        return new GuestFacts(
            row.Id, row.RoomId, session?.Id, session?.Facts(row.RoomDeletedAt), settings.GuestAccess, row.GuestAccess, row.TurnedOffAt is not null,
            InvitationRules.Manages(row.KeeperStanding.With(row.Access, row.KeeperInCourse), row.KeeperAllowed),
            row.ExpiresAt, row.MaxUses, row.Uses - row.Lapsing, known, here,
            session is not null && await db.WasPutOut(session.Id, erased, who with { EmailKey = null }))
        {
            AddressRemoved = session is not null && who.EmailKey is not null && await db.WasPutOut(session.Id, erased, new WhoComes(who.EmailKey, null, [], null)),
            Code = asking is null ? null : await db.CodeOf(row.Id, asking),
        };
    }

    private static async Task<bool> WasPutOut(this UsherDb db, SessionId session, MarkedInSession erased, WhoComes who) =>
        erased.Bear(who) || await db.WasRemoved(session, who);

    /// <summary>
    /// Whether somebody whom this may be was removed from the session: by address, by account, by device key, or by a cookie, whichever
    /// way they came then and come now.
    /// </summary>
    private static Task<bool> WasRemoved(this UsherDb db, SessionId session, WhoComes who)
    {
        var (guests, invitations, accounts) = (db.Guests, db.Invitations, db.Accounts);
        var (email, key, account, devices) = (who.EmailKey, who.KeyThumbprint, who.Account, who.Devices.ToArray());
        var theirs = devices.Select(device => new GuestId(device.Value)).ToArray();
        return db.Participants.Where(person => person.SessionId == session && person.RemovedAt != null).AnyAsync(person =>
            (account != null && person.AccountId == account)
            || (email != null && accounts.Any(one => one.Id == person.AccountId && one.NormalizedEmail == email))
            || guests.Any(one => one.Id == person.GuestId
                && ((email != null && one.EmailKey == email) || (key != null && one.KeyThumbprint == key) || theirs.Contains(one.Id)))
            || invitations.Any(one => one.Id == person.InvitationId
                && ((email != null && one.EmailKey == email) || one.Devices.Any(device => (key != null && device.KeyThumbprint == key) || devices.Contains(device.Id)))));
    }

    /// <summary>The same of those who have been erased since, as far as it can be told without knowing them.</summary>
    private static bool Bear(this MarkedInSession erased, WhoComes who) =>
        (who.EmailKey is { } email && (erased.Bear(RemovalMarks.Address(email)) || erased.Bear(RemovalMarks.TypedByGuest(email))))
        || (who.KeyThumbprint is { } key && erased.Bear(RemovalMarks.Key(key)))
        || who.Devices.Any(device => erased.Bear(RemovalMarks.Device(device)));

    public static async Task<Session?> RunningOrNext(this UsherDb db, RoomId room, DateTimeOffset now) => SessionRules.RunningOrNext(
        await db.Sessions.AsNoTracking().Where(session => session.RoomId == room && session.CancelledAt == null && session.EndedAt == null).ToListAsync(), now);

    /// <summary>By cookie, by the same form sent again, or by the device's key.</summary>
    private static async Task<IReadOnlyList<Guest>> Known(this UsherDb db, GuestLinkId link, DeviceCredentials device)
    {
        var cookies = device.Cookies.Keys.Select(one => new GuestId(one.Value)).ToArray();
        var (attempt, key) = (device.Attempt is null ? null : Secret.Hash(device.Attempt), device.KeyThumbprint);
        if (cookies.Length == 0 && attempt is null && key is null) return [];
        return await db.Guests.AsNoTracking()
            .Where(guest => guest.GuestLinkId == link && guest.RevokedAt == null && guest.LapsedAt == null
                && (cookies.Contains(guest.Id) || (attempt != null && guest.AttemptHash == attempt) || (key != null && guest.KeyThumbprint == key)))
            .OrderBy(guest => guest.CameAt).ToListAsync();
    }

    private static async Task<IReadOnlySet<DeviceBindingId>> Here(this UsherDb db, SessionId? session, IReadOnlyList<Guest> known)
    {
        if (session is null || known.Count == 0) return new HashSet<DeviceBindingId>();
        var ids = known.Select(one => one.Id).ToArray();
        var here = await db.Participants.Where(person => person.SessionId == session && person.GuestId != null && ids.Contains(person.GuestId.Value)).Select(person => person.GuestId).ToListAsync();
        return here.Select(id => new DeviceBindingId(id!.Value.Value)).ToHashSet();
    }

    /// <summary>A guest's hold on one of the link's uses, in the terms in which devices of invitations are recognised.</summary>
    internal static BindingFacts Binding(Guest guest) => new(
        new(guest.Id.Value), guest.SecretHash, guest.AttemptHash, guest.KeyThumbprint, guest.CameAt, guest.ConnectedAt, guest.LapsedAt, guest.RevokedAt);
}
