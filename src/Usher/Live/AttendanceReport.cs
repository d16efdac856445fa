using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Somebody who was in a session, and when.</summary>
/// <param name="Invitation">By which they came; null for those who came by an account.</param>
/// <param name="Email">The invited address.</param>
/// <param name="LeftAt">When they were last there; null while they are in.</param>
/// <param name="Stays">Each time they were in, oldest first; never two at once.</param>
public sealed record Attendee(
    ParticipantId Participant, string Name, InvitationId? Invitation, string? Email, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt, long SecondsAttended,
    IReadOnlyList<AttendeeStay> Stays);

/// <summary>One stay of somebody in a session.</summary>
/// <param name="Device">The browser and system by which they came in; null for those who came by an account.</param>
public sealed record AttendeeStay(DateTimeOffset JoinedAt, DateTimeOffset? LeftAt, long Seconds, string? Device);

/// <summary>Reads who was in a session, in the order in which they were first admitted.</summary>
internal static class AttendanceReport
{
    public static async Task<IReadOnlyList<Attendee>> AttendanceOf(
        this UsherDb db, SessionId session, ParticipantId? after, int limit, DateTimeOffset now, CancellationToken cancel)
    {
        var stays = db.Attendances;
        var people = db.Participants.AsNoTracking().Where(person => person.SessionId == session && stays.Any(stay => stay.ParticipantId == person.Id));
        if (after is { } last) people = people.Where(person => person.Id.CompareTo(last) > 0);
        var invitations = db.Set<Invitations.Invitation>();
        var page = await people.OrderBy(person => person.Id).Take(limit).Select(person => new
        {
            person.Id,
            person.FirstName,
            person.LastName,
            person.InvitationId,
            Email = invitations.Where(one => one.Id == person.InvitationId).Select(one => one.Email).FirstOrDefault(),
        }).ToListAsync(cancel);
        var pulse = await db.SessionPulses.Where(one => one.SessionId == session).Select(one => (DateTimeOffset?)one.At).SingleOrDefaultAsync(cancel);
        var (ids, devices) = (page.ConvertAll(person => person.Id), db.Set<Invitations.DeviceBinding>());
        var theirs = (await stays.Where(stay => ids.Contains(stay.ParticipantId)).OrderBy(stay => stay.JoinedAt).ThenBy(stay => stay.Id).Select(stay => new
        {
            stay.ParticipantId,
            stay.JoinedAt,
            stay.LeftAt,
            Device = devices.Where(device => device.Id == stay.DeviceId).Select(device => device.Browser + " on " + device.System).FirstOrDefault(),
        }).ToListAsync(cancel)).ToLookup(stay => stay.ParticipantId, stay => Stay(stay.JoinedAt, stay.LeftAt, pulse, stay.Device, now));
        return
        [
            .. page.Select(person => new Attendee(
                person.Id, $"{person.FirstName} {person.LastName}".Trim(), person.InvitationId, person.Email, theirs[person.Id].First().JoinedAt,
                theirs[person.Id].Last().LeftAt, theirs[person.Id].Sum(stay => stay.Seconds), [.. theirs[person.Id]])),
        ];
    }

    private static AttendeeStay Stay(DateTimeOffset joined, DateTimeOffset? left, DateTimeOffset? pulse, string? device, DateTimeOffset now)
    {
        var until = AttendanceRules.Until(joined, left, pulse, now);
        return new(joined, AttendanceRules.IsIn(joined, left, pulse, now) ? null : until, (long)(until - joined).TotalSeconds, device);
    }
}
