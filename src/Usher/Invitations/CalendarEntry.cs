using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Invitations;

/// <summary>
/// What an invitee's calendar was told of a session, by mail. Where the session has come to differ, they are owed a mail: what
/// is owed follows from what is stored, so that no change, whoever made it, can be forgotten.
/// </summary>
public sealed class CalendarEntry
{
    public required CalendarEntryId Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }
    public required SessionId SessionId { get; init; }
    public Session? Session { get; init; }

    /// <summary>The last SEQUENCE that was sent: calendars ignore what is older than what they have.</summary>
    public required int Sequence { get; set; }

    public required string Title { get; set; }
    public required DateTimeOffset StartsAt { get; set; }
    public DateTimeOffset? EndsAt { get; set; }
    public required string TimeZone { get; set; }

    /// <summary>When the entry was taken back; nothing follows.</summary>
    public DateTimeOffset? CancelledAt { get; set; }

    /// <summary>Since when a mail about a change waits in the outbox; null when none does.</summary>
    public DateTimeOffset? ChangeQueuedAt { get; set; }

    public CalendarFacts Facts => new(Title, StartsAt, EndsAt, TimeZone);
}

/// <summary>What a calendar shows of a session.</summary>
public sealed record CalendarFacts(string Title, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, string TimeZone);

internal sealed class CalendarEntryTable : IEntityTypeConfiguration<CalendarEntry>
{
    public void Configure(EntityTypeBuilder<CalendarEntry> builder)
    {
        builder.ToTable("CalendarEntries").Ignore(entry => entry.Facts);
        builder.HasOne(entry => entry.Invitation).WithMany().HasForeignKey(entry => entry.InvitationId);
        builder.HasOne(entry => entry.Session).WithMany().HasForeignKey(entry => entry.SessionId);
        builder.HasIndex(entry => new { entry.InvitationId, entry.SessionId }).IsUnique();
        builder.HasIndex(entry => new { entry.CancelledAt, entry.StartsAt });
        builder.Property(entry => entry.Title).HasMaxLength(Rooms.Room.TitleLength);
        builder.Property(entry => entry.TimeZone).HasMaxLength(60);
    }
}

internal static class CalendarEntrySets
{
    extension(UsherDb db)
    {
        public DbSet<CalendarEntry> CalendarEntries => db.Set<CalendarEntry>();
    }
}
