using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Sessions;

/// <summary>One occurrence in a room, scheduled or open-ended (without times: open until somebody ends it).</summary>
public sealed class Session
{
    public const int UsualEarlyEntryMinutes = 15;

    public required SessionId Id { get; init; }
    public required RoomId RoomId { get; init; }
    public Room? Room { get; init; }
    public DateTimeOffset? StartsAt { get; set; }
    public DateTimeOffset? EndsAt { get; set; }

    /// <summary>Minutes before the start at which Hosts, Moderators and Speakers are let in.</summary>
    public int EarlyEntryMinutes { get; set; } = UsualEarlyEntryMinutes;

    /// <summary>From when Hosts, Moderators and Speakers are let in: stored, so that a WHERE on any database can compare it.</summary>
    public DateTimeOffset? EarlyFrom
    {
        get => StartsAt?.AddMinutes(-EarlyEntryMinutes);
        private set { }
    }

    /// <summary>When a host opened it by hand, ahead of its start.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>When somebody ended it.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When it was taken out of the schedule; its invitations are void.</summary>
    public DateTimeOffset? CancelledAt { get; set; }

    /// <summary>When its hosts were last mailed that somebody waits and none of them is there.</summary>
    public DateTimeOffset? WaitingToldAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts edits, for <c>ETag</c>, <c>If-Match</c> and the calendar's SEQUENCE.</summary>
    public int Version { get; set; } = 1;

    /// <param name="roomDeletedAt">When its room was deleted; taken from <see cref="Room"/> where that is loaded.</param>
    public SessionFacts Facts(DateTimeOffset? roomDeletedAt = null) =>
        new(StartsAt, EndsAt, EarlyEntryMinutes, OpenedAt, EndedAt, CancelledAt, roomDeletedAt ?? Room?.DeletedAt);
}

internal sealed class SessionTables : IEntityTypeConfiguration<Session>, IEntityTypeConfiguration<Participant>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("Sessions").HasOne(session => session.Room).WithMany().HasForeignKey(session => session.RoomId);
        builder.HasIndex(session => new { session.RoomId, session.StartsAt });
    }

    public void Configure(EntityTypeBuilder<Participant> builder)
    {
        builder.ToTable("Participants").HasOne(participant => participant.Session).WithMany().HasForeignKey(participant => participant.SessionId);
        builder.HasIndex(participant => new { participant.SessionId, participant.InvitationId }).IsUnique();
        builder.HasIndex(participant => new { participant.SessionId, participant.AccountId }).IsUnique();
        builder.HasIndex(participant => new { participant.SessionId, participant.GuestId }).IsUnique();
        builder.HasIndex(participant => participant.InvitationId);
        builder.HasIndex(participant => new { participant.SessionId, participant.RemovedAt });
        builder.HasIndex(participant => participant.GuestId);
        builder.Property(participant => participant.FirstName).HasMaxLength(100);
        builder.Property(participant => participant.LastName).HasMaxLength(100);
    }
}

internal static class SessionSets
{
    extension(UsherDb db)
    {
        public DbSet<Session> Sessions => db.Set<Session>();
        public DbSet<Participant> Participants => db.Set<Participant>();
    }
}
