using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Somebody came in, or was last connected.</summary>
/// <param name="Joined">False: they left.</param>
/// <param name="Device">By which they came in.</param>
public readonly record struct AttendanceChange(ParticipantId Who, bool Joined, DateTimeOffset At, DeviceBindingId? Device = null)
{
    /// <summary>What an event says of who is there, from the state before it.</summary>
    public static IEnumerable<AttendanceChange> Of(LiveState before, LiveEvent happens, DeviceBindingId? device) => happens switch
    {
        Entered { Participant.Id: var who } when before.Find(who) is not { Present: true } => [new(who, Joined: true, happens.At, device)],
        Left { Participant: var who, LastSeenAt: var seen } => [new(who, Joined: false, seen ?? happens.At)],
        Removed { Participant: var who } when before.Find(who) is { Present: true } => [new(who, Joined: false, happens.At)],
        Ended => before.Present.Select(person => new AttendanceChange(person.Id, Joined: false, happens.At)),
        _ => [],
    };
}

/// <summary>Writes attendance down, as part of the unit of work that appends to the log.</summary>
internal static class NoteAttendance
{
    public static async Task Note(this UsherDb db, SessionId session, IReadOnlyList<AttendanceChange> changes)
    {
        var fresh = new Dictionary<ParticipantId, Attendance>();
        foreach (var change in changes)
        {
            if (change.Joined)
            {
                db.Add(fresh[change.Who] = new Attendance { SessionId = session, ParticipantId = change.Who, DeviceId = change.Device, JoinedAt = change.At });
            }
            else if (fresh.Remove(change.Who, out var stay))
            {
                stay.LeftAt = Later(stay.JoinedAt, change.At);
            }
            else
            {
                await Close(db, change);
            }
            await See(db, change);
        }
    }

    private static Task<int> Close(UsherDb db, AttendanceChange change) => db.Attendances
        .Where(stay => stay.ParticipantId == change.Who && stay.LeftAt == null)
        .ExecuteUpdateAsync(set => set.SetProperty(stay => stay.LeftAt, stay => stay.JoinedAt > change.At ? stay.JoinedAt : change.At));

    /// <summary>For the register: when the invitee, and their device, were last here.</summary>
    private static async Task See(UsherDb db, AttendanceChange change)
    {
        var people = db.Participants.Where(person => person.Id == change.Who);
        await db.Invitations.Where(one => people.Any(person => person.InvitationId == one.Id) && (one.LastSeenAt == null || one.LastSeenAt < change.At))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.LastSeenAt, change.At));
        if (change.Joined) return;
        var stays = db.Attendances.Where(stay => stay.ParticipantId == change.Who && stay.LeftAt == change.At);
        await db.DeviceBindings.Where(device => stays.Any(stay => stay.DeviceId == device.Id) && (device.LastSeenAt == null || device.LastSeenAt < change.At))
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.LastSeenAt, change.At));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
