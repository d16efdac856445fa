using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Sessions;

/// <summary>
/// One stay of a participant in a session, from coming in to the last connection's end. Written in the same unit of work as the event
/// of the session's log that tells of it, so that the two can never differ.
/// </summary>
public sealed class Attendance
{
    public long Id { get; init; }
    public required SessionId SessionId { get; init; }
    public required ParticipantId ParticipantId { get; init; }
    public Participant? Participant { get; init; }

    /// <summary>The bound device by which they came in; null for somebody who came by an account.</summary>
    public DeviceBindingId? DeviceId { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>When they were last connected; null while they are in.</summary>
    public DateTimeOffset? LeftAt { get; set; }
}

/// <summary>Until when a live session is known to have been watched over, so that a crash does not lengthen anybody's stay.</summary>
public sealed class SessionPulse
{
    public required SessionId SessionId { get; init; }
    public required DateTimeOffset At { get; set; }
}

/// <summary>What a stay comes to.</summary>
public static class AttendanceRules
{
    /// <summary>How often the pulse of a session is written down.</summary>
    public static readonly TimeSpan PulseEvery = TimeSpan.FromSeconds(5);

    /// <summary>Without a pulse for this long, nobody watches over the session.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    /// <summary>When a stay ended, or how far it has come; one that a crash left open reaches to the last pulse.</summary>
    public static DateTimeOffset Until(DateTimeOffset joinedAt, DateTimeOffset? leftAt, DateTimeOffset? pulse, DateTimeOffset now)
    {
        if (leftAt is { } left) return left;
        return now - Later(joinedAt, pulse) <= Silence ? Later(now, joinedAt) : Later(joinedAt, pulse);
    }

    /// <summary>Whether they are in now, as far as is known.</summary>
    public static bool IsIn(DateTimeOffset joinedAt, DateTimeOffset? leftAt, DateTimeOffset? pulse, DateTimeOffset now) =>
        leftAt is null && now - Later(joinedAt, pulse) <= Silence;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other is { } instant && instant > one ? instant : one;
}

internal sealed class AttendanceTables : IEntityTypeConfiguration<Attendance>, IEntityTypeConfiguration<SessionPulse>
{
    public void Configure(EntityTypeBuilder<Attendance> builder)
    {
        builder.ToTable("Attendances").HasOne(stay => stay.Participant).WithMany().HasForeignKey(stay => stay.ParticipantId);
        builder.HasIndex(stay => new { stay.ParticipantId, stay.LeftAt });
        builder.HasIndex(stay => new { stay.SessionId, stay.JoinedAt });
    }

    public void Configure(EntityTypeBuilder<SessionPulse> builder) => builder.ToTable("SessionPulses").HasKey(pulse => pulse.SessionId);
}

internal static class AttendanceSets
{
    extension(UsherDb db)
    {
        public DbSet<Attendance> Attendances => db.Set<Attendance>();
        public DbSet<SessionPulse> SessionPulses => db.Set<SessionPulse>();
    }
}
