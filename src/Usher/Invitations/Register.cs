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
/// <param name="ExpiresAt">When it ends; null as long as its session has no end.</param>
/// <param name="Mail">How its last mail fares; null when none was asked for.</param>
/// <param name="DeviceRequests">Open requests to come on another device: approve or decline them.</param>
/// <param name="NewLinkAskedAt">When they asked for a new link, until a host answers.</param>
/// <param name="CannotComeAt">When they said that they can't come; null when they did not.</param>
/// <param name="Version">For <c>If-Match</c>.</param>
public sealed record RegisterRow(
    InvitationId Id, string Email, string FirstName, string LastName, Role Role, SessionId? Session, InvitationState State,
    DateTimeOffset IssuedAt, string IssuedBy, DateTimeOffset? ExpiresAt, DateTimeOffset? AcceptedAt, int MaxDevices, MailOfInvitation? Mail,
    IReadOnlyList<DeviceOfInvitation> Devices, IReadOnlyList<DeviceRequestRow> DeviceRequests, DateTimeOffset? NewLinkAskedAt, DateTimeOffset? CannotComeAt, int Version);

/// <param name="RelayWords">The relay's last answer, in its own words.</param>
public sealed record MailOfInvitation(MailState State, string? RelayWords, DateTimeOffset QueuedAt);

public sealed record DeviceOfInvitation(string Browser, string System, BindingStrength Strength, Assurance Assurance, DateTimeOffset BoundAt, DateTimeOffset? LastSeenAt);

/// <summary>What an invitee waits for, or has said.</summary>
public enum Asking
{
    /// <summary>A new link.</summary>
    NewLink,

    /// <summary>To come on another device.</summary>
    NewDevice,

    /// <summary>They can't come.</summary>
    CannotCome,
}

internal static class AskingRows
{
    /// <summary>What this row's invitee waits for, or has said.</summary>
    public static IEnumerable<Asking> Asks(this RegisterRow row)
    {
        if (row.DeviceRequests.Count > 0) yield return Asking.NewDevice;
        if (row.NewLinkAskedAt is not null) yield return Asking.NewLink;
        if (row.CannotComeAt is not null) yield return Asking.CannotCome;
    }
}

/// <summary>Which invitations of a room to show, newest first.</summary>
/// <param name="Query">Part of an address or a name.</param>
/// <param name="Before">The last id of the page before; ids sort by time.</param>
public sealed record RegisterQuery(InvitationState? State = null, string? Query = null, InvitationId? Before = null, int Limit = 50, Asking? Asking = null);

/// <summary>Reads the register: two queries a page, whatever its length.</summary>
internal static class Register
{
    public static async Task<IReadOnlyList<RegisterRow>> RegisterOf(
        this UsherDb db, RoomId room, RegisterQuery query, InvitationSettings site, DateTimeOffset now)
    {
        var grace = TimeSpan.FromMinutes(site.GraceMinutes);
        var invitations = db.Invitations.Where(one => one.RoomId == room);
        if (query.State is { } state) invitations = invitations.In(state, grace, now);
        if (query.Query?.Trim() is { Length: > 0 } part)
            invitations = invitations.Holding(part, one => one.Email, one => one.FirstName + " " + one.LastName);
        if (query.Asking is { } asking) invitations = db.Asking(invitations, asking, now);
        if (query.Before is { } before) invitations = invitations.Where(one => one.Id.CompareTo(before) < 0);
        var page = invitations.OrderByDescending(one => one.Id).Take(query.Limit);
        return await db.Rows(page, grace, now);
    }

    public static async Task<RegisterRow?> RegisterRowOf(this UsherDb db, InvitationId id, InvitationSettings site, DateTimeOffset now) =>
        (await db.Rows(db.Invitations.Where(one => one.Id == id), TimeSpan.FromMinutes(site.GraceMinutes), now)).SingleOrDefault();

    private static async Task<IReadOnlyList<RegisterRow>> Rows(this UsherDb db, IQueryable<Invitation> page, TimeSpan grace, DateTimeOffset now)
    {
        var invitations = await page.AsNoTracking().AsSplitQuery()
            .Include(one => one.Room).Include(one => one.Session).Include(one => one.IssuedBy)
            .Include(one => one.Devices.Where(device => device.RevokedAt == null && device.LapsedAt == null))
            .ToListAsync();
        var subjects = invitations.Select(one => one.Id.ToString()).ToArray();
        var mails = (await db.OutboxMails.AsNoTracking().Where(mail => mail.Kind == InvitationMail.Kind && subjects.Contains(mail.Subject)).OrderBy(mail => mail.QueuedAt).ToListAsync())
            .GroupBy(mail => mail.Subject).ToDictionary(group => group.Key, group => group.Last());
        var ids = invitations.ConvertAll(one => one.Id);
        var requests = (await db.DeviceRequests.AsNoTracking().Open(now).Where(request => ids.Contains(request.InvitationId)).OrderBy(request => request.AskedAt).ToListAsync())
            .ToLookup(request => request.InvitationId);
        return [.. invitations.Select(one => Row(one, mails.GetValueOrDefault(one.Id.ToString()), requests[one.Id], grace, now))];
    }

    private static IQueryable<Invitation> Asking(this UsherDb db, IQueryable<Invitation> invitations, Asking asking, DateTimeOffset now)
    {
        var requests = db.DeviceRequests.Open(now);
        return asking switch
        {
            Invitations.Asking.NewLink => invitations.Where(one => one.NewLinkAskedAt != null),
            Invitations.Asking.NewDevice => invitations.Where(one => requests.Any(request => request.InvitationId == one.Id)),
            Invitations.Asking.CannotCome => invitations.Where(one => one.CannotComeAt != null),
        };
    }

    private static RegisterRow Row(Invitation one, OutboxMail? mail, IEnumerable<DeviceRequest> requests, TimeSpan grace, DateTimeOffset now)
    {
        var facts = one.Facts();
        return new RegisterRow(
            one.Id, one.Email, one.FirstName, one.LastName, one.Role, one.SessionId, InvitationRules.State(facts, one.AcceptedAt is not null, grace, now),
            one.IssuedAt, one.IssuedBy!.Name, EntryRules.ExpiresAt(facts, grace), one.AcceptedAt, one.MaxDevices,
            mail is null ? null : new MailOfInvitation(mail.State, mail.RelayWords, mail.QueuedAt),
            [.. one.Devices.OrderBy(device => device.BoundAt).Select(device =>
                new DeviceOfInvitation(device.Browser, device.System, device.Strength, device.Assurance, device.BoundAt, device.LastSeenAt))],
            [.. requests.Select(request => new DeviceRequestRow(request.Id, request.Browser, request.System, request.Network, request.AskedAt))],
            one.NewLinkAskedAt, one.CannotComeAt, one.Version);
    }

    // What the register needs of the facts: the inviter's standing plays no part in an invitation's state.
    private static EntryFacts Facts(this Invitation one) => new(
        one.Id, one.RoomId, one.SessionId, one.Session?.Facts(one.Room!.DeletedAt), one.Role, one.EmailKey, one.ExpiresAt, one.RevokedAt,
        one.Room!.DeletedAt is not null, InviterMayInvite: true, one.MaxDevices, [], WrongAddresses.None);
}
