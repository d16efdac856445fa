using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>How long somebody who came by an invitation was in sessions, all in all.</summary>
internal sealed record Stay(DateTimeOffset? JoinedAt, bool InSession, TimeSpan Attended)
{
    public static readonly Stay None = new(null, InSession: false, TimeSpan.Zero);
}

internal static class StayQuery
{
    public static async Task<Dictionary<InvitationId, Stay>> StaysBy(this UsherDb db, IReadOnlyCollection<InvitationId> ids, DateTimeOffset now)
    {
        var pulses = db.SessionPulses;
        var rows = await db.Attendances
            .Where(stay => stay.Participant!.InvitationId != null && ids.Contains(stay.Participant.InvitationId.Value))
            .Select(stay => new
            {
                Invitation = stay.Participant!.InvitationId!.Value,
                stay.JoinedAt,
                stay.LeftAt,
                Pulse = pulses.Where(pulse => pulse.SessionId == stay.SessionId).Select(pulse => (DateTimeOffset?)pulse.At).FirstOrDefault(),
            }).ToListAsync();
        return rows.GroupBy(row => row.Invitation).ToDictionary(stays => stays.Key, stays => new Stay(
            stays.Min(stay => stay.JoinedAt),
            stays.Any(stay => AttendanceRules.IsIn(stay.JoinedAt, stay.LeftAt, stay.Pulse, now)),
            stays.Aggregate(TimeSpan.Zero, (sum, stay) => sum + (AttendanceRules.Until(stay.JoinedAt, stay.LeftAt, stay.Pulse, now) - stay.JoinedAt))));
    }
}
