using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;

namespace Usher.Notices;

/// <summary>How long before the start somebody is reminded.</summary>
public enum ReminderKind
{
    Day,
    QuarterHour,
}

/// <summary>That an invitee was reminded of a session. The row is there before the mail: who writes it has the mail to send, and nobody else.</summary>
public sealed class Reminder
{
    public required ReminderId Id { get; init; }
    public required InvitationId InvitationId { get; init; }
    public Invitation? Invitation { get; init; }
    public required SessionId SessionId { get; init; }
    public Session? Session { get; init; }
    public required ReminderKind Kind { get; init; }
    public required DateTimeOffset QueuedAt { get; set; }
}

internal sealed class ReminderTable : IEntityTypeConfiguration<Reminder>
{
    public void Configure(EntityTypeBuilder<Reminder> builder)
    {
        builder.ToTable("Reminders");
        builder.HasOne(reminder => reminder.Invitation).WithMany().HasForeignKey(reminder => reminder.InvitationId);
        builder.HasOne(reminder => reminder.Session).WithMany().HasForeignKey(reminder => reminder.SessionId);
        builder.HasIndex(reminder => new { reminder.SessionId, reminder.InvitationId, reminder.Kind }).IsUnique();
    }
}

internal static class ReminderSets
{
    extension(UsherDb db)
    {
        public DbSet<Reminder> Reminders => db.Set<Reminder>();
    }
}
