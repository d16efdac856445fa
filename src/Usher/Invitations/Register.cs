using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>An invitation as the register, and the API, show it.</summary>
/// <param name="Role">Its type.</param>
/// <param name="Session">The one session it is for; null for every session of the room.</param>
/// <param name="SessionStartsAt">When that session starts; null when it is open-ended.</param>
/// <param name="ExpiresAt">When it ends; null as long as its session has no end.</param>
/// <param name="AcceptedAt">When somebody first came in by it.</param>
/// <param name="Mail">How its last mail fares; null when none was asked for.</param>
/// <param name="JoinedAt">When its invitee first was in a session.</param>
/// <param name="LastSeenAt">When its invitee was last in a session.</param>
/// <param name="InSession">Whether they are in a session now.</param>
/// <param name="Removed">Whether a Moderator or Host removed them from the session, so that they do not come back to it.</param>
/// <param name="SecondsAttended">All the time that they were in sessions.</param>
/// <param name="DeviceRequests">Open requests to come on another device: approve or decline them.</param>
/// <param name="NewLinkAskedAt">When they asked for a new link, until a host answers.</param>
/// <param name="CannotComeAt">When they said that they can't come; null when they did not.</param>
/// <param name="Previews">How often link previews and mail scanners came by; never part of the facts.</param>
/// <param name="Version">For <c>If-Match</c>.</param>
public sealed record RegisterRow(
    InvitationId Id, string Email, string FirstName, string LastName, Role Role, SessionId? Session, DateTimeOffset? SessionStartsAt, InvitationState State,
    DateTimeOffset IssuedAt, string IssuedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? AcceptedAt, int MaxDevices, MailOfInvitation? Mail,
    IReadOnlyList<DeviceOfInvitation> Devices, DateTimeOffset? JoinedAt, DateTimeOffset? LastSeenAt, bool InSession, bool Removed, long SecondsAttended,
    IReadOnlyList<DeviceRequestRow> DeviceRequests, DateTimeOffset? NewLinkAskedAt, DateTimeOffset? CannotComeAt, int Previews, int Version)
{
    internal string Name => $"{FirstName} {LastName}";

    /// <summary>Whether anything can still be done about it.</summary>
    internal bool Changeable => State is InvitationState.Pending or InvitationState.Accepted or InvitationState.Expired;

    internal bool Live => State is InvitationState.Pending or InvitationState.Accepted;

    /// <summary>What its invitee waits for, or has said.</summary>
    internal IEnumerable<Asking> Asks
    {
        get
        {
            if (DeviceRequests.Count > 0) yield return Asking.NewDevice;
            if (NewLinkAskedAt is not null) yield return Asking.NewLink;
            if (CannotComeAt is not null) yield return Asking.CannotCome;
        }
    }
}

/// <summary>How the last mail of an invitation fares.</summary>
/// <param name="RelayWords">The relay's last answer, in its own words.</param>
public sealed record MailOfInvitation(MailState State, string? RelayWords, DateTimeOffset QueuedAt);

/// <summary>A device that an invitation is bound to.</summary>
/// <param name="BoundAt">When it was first seen.</param>
public sealed record DeviceOfInvitation(string Browser, string System, BindingStrength Strength, Assurance Assurance, DateTimeOffset BoundAt, DateTimeOffset? LastSeenAt);

/// <summary>Reads the register, in a number of queries that does not grow with it.</summary>
internal static class Register
{
    /// <summary>So many are handed to the database by their ids.</summary>
    private const int Few = 500;

    private delegate IQueryable<Invitation> Segment(IQueryable<Invitation> invitations);

    /// <summary>One page of it.</summary>
    /// <param name="after">The last row of the page before.</param>
    public static async Task<IReadOnlyList<RegisterRow>> RegisterOf(
        this UsherDb db, RoomId room, RegisterQuery query, RegisterCursor? after, int limit, InvitationSettings site, DateTimeOffset now)
    {
        var grace = TimeSpan.FromMinutes(site.GraceMinutes);
        var chosen = (await db.Invitations.Where(one => one.RoomId == room).Searched(query)).Chosen(query, grace, now);
        // One part of the order after another, each a range of an index, until the page is full.
        var segments = Segments(query.Sort, grace, now);
        var ids = new List<InvitationId>(limit);
        for (var number = after?.Segment ?? 0; number < segments.Count && ids.Count < limit; number++)
        {
            var part = segments[number](chosen);
            if (after is { } cursor && cursor.Segment == number) part = await db.After(part, query.Sort, cursor);
            ids.AddRange(await InOrder(part, query.Sort, number).Take(limit - ids.Count).Select(one => one.Id).ToListAsync());
        }
        var rows = (await db.Rows(ids, grace, now)).ToDictionary(row => row.Id);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id])];
    }

    public static async Task<RegisterRow?> RegisterRowOf(this UsherDb db, InvitationId id, InvitationSettings site, DateTimeOffset now) =>
        (await db.Rows([id], TimeSpan.FromMinutes(site.GraceMinutes), now)).SingleOrDefault();

    /// <summary>Those of a room that somebody named, as they stand.</summary>
    public static async Task<IReadOnlyList<RegisterRow>> RegisterRowsOf(
        this UsherDb db, RoomId room, IReadOnlyCollection<InvitationId> ids, InvitationSettings site, DateTimeOffset now)
    {
        var ours = await db.Invitations.Where(one => one.RoomId == room && ids.Contains(one.Id)).OrderByDescending(one => one.Id).Select(one => one.Id).ToListAsync();
        return await db.Rows(ours, TimeSpan.FromMinutes(site.GraceMinutes), now);
    }

    private static IQueryable<Invitation> Chosen(this IQueryable<Invitation> invitations, RegisterQuery query, TimeSpan grace, DateTimeOffset now)
    {
        if (query.State is { } state) invitations = invitations.In(state, grace, now);
        if (query.Type is { } type) invitations = invitations.Where(one => one.Role == type);
        if (query.EverySession) invitations = invitations.Where(one => one.SessionId == null);
        if (query.Session is { } session) invitations = invitations.Where(one => one.SessionId == session);
        if (query.MailFailed) invitations = invitations.Where(one => one.MailState == MailState.Failed);
        if (query.Asking is { } asking) invitations = invitations.That(asking, now);
        return query.NotCome ? invitations.Where(one => one.AcceptedAt == null) : invitations;
    }

    /// <summary>
    /// Those that hold what was typed. They are looked for in the index that holds the text: whoever is few is then known
    /// by their ids, and whoever is many is sorted by name rather than met on a walk through all names.
    /// </summary>
    private static async Task<IQueryable<Invitation>> Searched(this IQueryable<Invitation> invitations, RegisterQuery query)
    {
        if (query.Query is not { Length: > 0 } part) return invitations;
        var found = invitations.HoldingLower(part, one => one.SearchText).OrderByDescending(one => one.Id);
        if (query.Sort is RegisterSort.Issued) return found;
        var first = await found.Select(one => one.Id).Take(Few + 1).ToListAsync();
        if (first.Count <= Few) return invitations.Where(one => first.Contains(one.Id));
        // A limit keeps the database from walking through all names.
        return query.Sort is RegisterSort.Name ? found.Take(int.MaxValue) : found;
    }

    private static IQueryable<Invitation> That(this IQueryable<Invitation> invitations, Asking asking, DateTimeOffset now)
    {
        var after = now - DeviceRequest.Life;
        return asking switch
        {
            Asking.NewLink => invitations.Where(one => one.NewLinkAskedAt != null),
            Asking.NewDevice => invitations.Where(one => one.DeviceRequests.Any(request => request.DecidedAt == null && request.AskedAt > after)),
            Asking.CannotCome => invitations.Where(one => one.CannotComeAt != null),
        };
    }

    private static List<Segment> Segments(RegisterSort sort, TimeSpan grace, DateTimeOffset now) => sort switch
    {
        RegisterSort.Issued or RegisterSort.Name => [all => all],
        RegisterSort.State => [.. Enum.GetValues<InvitationState>().Select<InvitationState, Segment>(state => all => all.In(state, grace, now))],
        RegisterSort.LastSeen => [all => all.Where(one => one.LastSeenAt != null), all => all.Where(one => one.LastSeenAt == null)],
    };

    private static IQueryable<Invitation> InOrder(IQueryable<Invitation> part, RegisterSort sort, int segment) => (sort, segment) switch
    {
        (RegisterSort.Name, _) => part.OrderBy(one => one.SortName).ThenBy(one => one.Id),
        (RegisterSort.LastSeen, 0) => part.OrderByDescending(one => one.LastSeenAt).ThenByDescending(one => one.Id),
        _ => part.OrderByDescending(one => one.Id),
    };

#pragma warning disable CA1309, CA1310, MA0001, MA0074, MA0132 // compared by the database, in its own order
    private static async Task<IQueryable<Invitation>> After(this UsherDb db, IQueryable<Invitation> part, RegisterSort sort, RegisterCursor cursor)
    {
        var id = cursor.Id;
        switch (sort, cursor.Segment)
        {
            case (RegisterSort.Name, _):
                var name = await db.Invitations.Where(one => one.Id == id).Select(one => one.SortName).SingleOrDefaultAsync() ?? "";
                return part.Where(one => string.Compare(one.SortName, name) >= 0 && (string.Compare(one.SortName, name) > 0 || one.Id.CompareTo(id) > 0));
            case (RegisterSort.LastSeen, 0):
                var seen = cursor.Seen;
                return part.Where(one => one.LastSeenAt <= seen && (one.LastSeenAt < seen || one.Id.CompareTo(id) < 0));
            default:
                return part.Where(one => one.Id.CompareTo(id) < 0);
        }
    }
#pragma warning restore CA1309, CA1310, MA0001, MA0074, MA0132

    private static async Task<IReadOnlyList<RegisterRow>> Rows(this UsherDb db, IReadOnlyCollection<InvitationId> ids, TimeSpan grace, DateTimeOffset now)
    {
        if (ids.Count == 0) return [];
        var askedAfter = now - DeviceRequest.Life;
        var invitations = await db.Invitations.AsNoTracking().AsSplitQuery()
            .Where(one => ids.Contains(one.Id))
            .Include(one => one.Room).Include(one => one.Session).Include(one => one.IssuedBy)
            .Include(one => one.Devices.Where(device => device.RevokedAt == null && device.LapsedAt == null))
            .Include(one => one.DeviceRequests.Where(request => request.DecidedAt == null && request.AskedAt > askedAfter))
            .ToListAsync();
        var subjects = ids.Select(id => id.ToString()).ToArray();
        var mails = (await db.OutboxMails.AsNoTracking().Where(mail => mail.Kind == InvitationMail.Kind && subjects.Contains(mail.Subject)).OrderBy(mail => mail.QueuedAt).ToListAsync())
            .GroupBy(mail => mail.Subject).ToDictionary(group => group.Key, group => group.Last());
        var stays = await db.StaysBy(ids, now);
        var removed = await db.RemovedAmong(invitations, now);
        var previews = await db.LinkPreviews.Where(one => ids.Contains(one.InvitationId)).GroupBy(one => one.InvitationId)
            .Select(all => new { all.Key, Times = all.Sum(one => one.Times) }).ToDictionaryAsync(one => one.Key, one => one.Times);
        return
        [
            .. invitations.OrderByDescending(one => one.Id).Select(one => Row(
                one, mails.GetValueOrDefault(one.Id.ToString()), stays.GetValueOrDefault(one.Id, Stay.None), removed.Contains(one.Id), previews.GetValueOrDefault(one.Id), grace, now)),
        ];
    }

    private static RegisterRow Row(Invitation one, OutboxMail? mail, Stay stay, bool removed, int previews, TimeSpan grace, DateTimeOffset now)
    {
        var facts = one.Facts();
        return new RegisterRow(
            one.Id, one.Email, one.FirstName, one.LastName, one.Role, one.SessionId, one.Session?.StartsAt,
            InvitationRules.State(facts, one.AcceptedAt is not null, grace, now),
            one.IssuedAt, one.IssuedBy!.Name, EntryRules.ExpiresAt(facts, grace), one.AcceptedAt, one.MaxDevices,
            mail is null ? null : new MailOfInvitation(mail.State, mail.RelayWords, mail.QueuedAt),
            [.. one.Devices.OrderBy(device => device.BoundAt).Select(device =>
                new DeviceOfInvitation(device.Browser, device.System, device.Strength, device.Assurance, device.BoundAt, device.LastSeenAt))],
            stay.JoinedAt, one.LastSeenAt, stay.InSession, removed, (long)stay.Attended.TotalSeconds,
            [.. one.DeviceRequests.OrderBy(request => request.AskedAt).Select(request => new DeviceRequestRow(request.Id, request.Browser, request.System, request.Network, request.AskedAt, request.Assurance))],
            one.NewLinkAskedAt, one.CannotComeAt, previews, one.Version);
    }

    // What the register needs of the facts: the inviter's standing plays no part in an invitation's state.
    private static EntryFacts Facts(this Invitation one) => new(
        one.Id, one.RoomId, one.SessionId, one.Session?.Facts(one.Room!.DeletedAt), one.Role, one.EmailKey, one.ExpiresAt, one.RevokedAt,
        one.Room!.DeletedAt is not null, InviterMayInvite: true, one.MaxDevices, [], WrongAddresses.None);
}
