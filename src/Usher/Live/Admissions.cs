using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Live;

/// <summary>What the database says about participants of one session.</summary>
/// <param name="Over">Nobody at all is to be in the session any more.</param>
public sealed record Judgement(bool Over, IReadOnlyDictionary<ParticipantId, Admission> Of)
{
    /// <summary>The site's setting: whether guests take part in the chat. Null when nobody was asked about.</summary>
    public bool? GuestsChat { get; init; }

    public static readonly Judgement Nobody = new(Over: false, new Dictionary<ParticipantId, Admission>());
}

/// <summary>Somebody before the door, who may have been in before.</summary>
/// <param name="Participant">Null until they first come in.</param>
public sealed record Applicant(ParticipantId? Participant, Admission Admission);

/// <summary>Reads the facts that <see cref="AdmissionRules"/> judge, for one person or for all of a session at once.</summary>
public sealed class Admissions(IDbContextFactory<UsherDb> databases, RemovalMarks marks, SiteSettings settings, TimeProvider time)
{
    /// <param name="who">Null for everybody who was ever in the session.</param>
    public async Task<Judgement> Judge(SessionId session, IReadOnlyCollection<ParticipantId>? who, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        if (await Find(db, session, cancel) is not { } place) return Judgement.Nobody with { Over = true };
        var people = db.Participants.AsNoTracking().Where(person => person.SessionId == session);
        if (who is not null) people = people.Where(person => who.Contains(person.Id));
        var invited = await Invited(db, place, db.Invitations.Where(one => people.Any(person => person.InvitationId == one.Id)), cancel);
        var members = await Members(db, place, db.Accounts.Where(one => people.Any(person => person.AccountId == one.Id)), cancel);
        return new(
            AdmissionRules.Over(place.Facts, time.Now()),
            invited.Concat(members).Concat(await Guests(db, place, db.Guests.Where(one => people.Any(person => person.GuestId == one.Id)), cancel)).Where(one => one.Participant is not null).ToDictionary(one => one.Participant!.Value, one => one.Admission))
        { GuestsChat = (await settings.Invitations()).GuestsChat };
    }

    /// <summary>By an account; null if the session or the account does not exist.</summary>
    public async Task<Applicant?> Judge(SessionId session, AccountId account, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Find(db, session, cancel) is { } place
            ? (await Members(db, place, db.Accounts.Where(one => one.Id == account), cancel)).SingleOrDefault()
            : null;
    }

    /// <summary>By an invitation; null if it does not lead to this session.</summary>
    public async Task<Applicant?> Judge(SessionId session, InvitationId invitation, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Find(db, session, cancel) is { } place
            ? (await Invited(db, place, db.Invitations.Where(one => one.Id == invitation), cancel)).SingleOrDefault()
            : null;
    }

    /// <summary>By a guest link; null if the guest does not exist or their link leads to another room.</summary>
    public async Task<Applicant?> Judge(SessionId session, GuestId guest, CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Find(db, session, cancel) is { } place
            ? (await Guests(db, place, db.Guests.Where(one => one.Id == guest), cancel)).SingleOrDefault()
            : null;
    }

    private async Task<Place?> Find(UsherDb db, SessionId id, CancellationToken cancel) =>
        await db.Sessions.AsNoTracking().Where(session => session.Id == id)
            .Select(session => new { session.RoomId, session.Room!.CourseId, session.Room.Access, Facts = session.Facts(session.Room.DeletedAt) })
            .SingleOrDefaultAsync(cancel) is { } found
            ? new(id, found.RoomId, found.CourseId, found.Access, found.Facts, await Removals.Of(db, marks, id, cancel))
            : null;

    private async Task<List<Applicant>> Members(UsherDb db, Place place, IQueryable<Account> accounts, CancellationToken cancel)
    {
        var (people, collaborators, members, now) = (db.Participants.Where(person => person.SessionId == place.Session), db.Collaborators, db.CourseMembers, time.Now());
        var rows = await accounts.AsNoTracking().Select(account => new
        {
            account.Id,
            Address = account.NormalizedEmail,
            Name = (account.FirstName + " " + account.LastName).Trim(),
            Disabled = account.DisabledAt != null,
            Standing = collaborators.Where(one => one.RoomId == place.Room && one.AccountId == account.Id).Select(one => (Standing?)one.Standing).FirstOrDefault(),
            account.IsAnonymous,
            Course = members.Where(one => one.CourseId == place.Course && one.AccountId == account.Id && one.LeftAt == null).Select(one => (CourseRole?)one.Role).FirstOrDefault(),
            Person = people.FirstOrDefault(person => person.AccountId == account.Id),
        }).ToListAsync(cancel);
        var signIns = place.Removed.Erased ? await SignInsOf(db, rows.ConvertAll(row => row.Id), cancel) : null;
        return
        [
            .. rows.Select(row => new Applicant(row.Person?.Id, AdmissionRules.Judge(
                new AccountFacts(row.Name, row.Disabled, row.Standing, place.Access, row.Person?.AssignedRole, place.Removed.Bar(row.Id, row.Address, signIns?[row.Id] ?? []), row.Course, row.IsAnonymous), place.Facts, now))),
        ];
    }

    private static async Task<ILookup<AccountId, string>> SignInsOf(UsherDb db, IReadOnlyList<AccountId> accounts, CancellationToken cancel) =>
        (await db.Set<IdentityUserLogin<AccountId>>().AsNoTracking().Where(one => accounts.Contains(one.UserId)).ToListAsync(cancel))
            .ToLookup(one => one.UserId, one => RemovalMarks.SignIn(one.LoginProvider, one.ProviderKey));

    private async Task<List<Applicant>> Invited(UsherDb db, Place place, IQueryable<Invitation> invitations, CancellationToken cancel)
    {
        var (people, now, site) = (db.Participants.Where(person => person.SessionId == place.Session), time.Now(), await settings.Invitations());
        var rows = await invitations.AsNoTracking()
            .Where(one => one.RoomId == place.Room && (one.SessionId == null || one.SessionId == place.Session))
            .Select(one => new
            {
                Invitation = one,
                one.Devices,
                Person = people.FirstOrDefault(person => person.InvitationId == one.Id),
            }).AsSplitQuery().ToListAsync(cancel);
        return
        [
            .. rows.Select(row => new Applicant(row.Person?.Id, AdmissionRules.Judge(
                row.Invitation.Name, Facts(row.Invitation, row.Devices, place),
                place.Removed.Bar(row.Invitation.Id, row.Invitation.EmailKey, row.Devices.Select(device => device.KeyThumbprint)), EntryPolicy.Of(site, row.Invitation.Role), now))),
        ];
    }

    private async Task<List<Applicant>> Guests(UsherDb db, Place place, IQueryable<Guest> guests, CancellationToken cancel)
    {
        var (people, now) = (db.Participants.Where(person => person.SessionId == place.Session), time.Now());
        var rows = await guests.AsNoTracking().Where(guest => guest.GuestLink!.RoomId == place.Room)
            .Select(guest => new { Guest = guest, Person = people.FirstOrDefault(person => person.GuestId == guest.Id) }).ToListAsync(cancel);
        return
        [
            .. rows.Select(row => new Applicant(row.Person?.Id, AdmissionRules.Judge(
                new GuestAdmissionFacts(
                    row.Guest.Name, row.Person is not null, EntryRules.Holds(GuestFactsQuery.Binding(row.Guest), now), row.Guest.RevokedAt,
                    row.Person?.AssignedRole, row.Person?.RemovedAt is not null || place.Removed.Bar(row.Guest.EmailKey, row.Guest.KeyThumbprint)),
                place.Facts, now))),
        ];
    }

    // Whether the inviter may still invite, and what was typed at the link, matter to those alone who have no device yet.
    private static EntryFacts Facts(Invitation invitation, List<DeviceBinding> devices, Place place) => new(
        invitation.Id, invitation.RoomId, place.Session, place.Facts, invitation.Role, invitation.EmailKey, invitation.ExpiresAt, invitation.RevokedAt,
        RoomDeleted: place.Facts.RoomDeletedAt is not null, InviterMayInvite: true, invitation.MaxDevices,
        [
            .. devices.Where(device => device is { RevokedAt: null, LapsedAt: null }).Select(device => new BindingFacts(
                device.Id, device.SecretHash, device.AttemptHash, device.KeyThumbprint, device.BoundAt, device.ConnectedAt, device.LapsedAt, device.RevokedAt)),
        ],
        WrongAddresses.None);

    private sealed record Place(SessionId Session, RoomId Room, CourseId? Course, RoomAccess Access, SessionFacts Facts, Removals Removed);
}
