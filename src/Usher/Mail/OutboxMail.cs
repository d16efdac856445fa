using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Mail;

/// <summary>Where a mail is on its way.</summary>
public enum MailState
{
    Queued,

    /// <summary>The relay has taken it.</summary>
    Accepted,

    /// <summary>The relay refused it for good, or we gave up.</summary>
    Failed,
}

/// <summary>
/// A mail to be sent, written in the transaction of what it tells about: never lost, never sent for what was not stored. Its
/// text is made when it is sent, from the facts of that moment.
/// </summary>
public sealed class OutboxMail
{
    public required OutboxMailId Id { get; init; }

    /// <summary>Which kind of mail writes it.</summary>
    public required string Kind { get; init; }

    /// <summary>The id, as text, of what it is about (an invitation); the kind knows what it means.</summary>
    public required string Subject { get; init; }

    /// <summary>What only this mail may carry (a link token), under the site's data-protection keys; wiped once the relay has the mail.</summary>
    public byte[]? Secret { get; set; }

    /// <summary>The Message-ID without brackets: the same at every try.</summary>
    public required string MessageId { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }
    public MailState State { get; set; }
    public int Tries { get; set; }

    /// <summary>Not before this; while a node is sending it, the time at which another may try.</summary>
    public required DateTimeOffset NextTryAt { get; set; }

    /// <summary>While a node is sending it, until when no other may; null between tries.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>The relay's last answer, in its own words.</summary>
    public string? RelayWords { get; set; }

    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>A mail that this site keeps in its own mailbox page because no relay is configured. Its body is kept under the data-protection keys.</summary>
public sealed class CaughtMail
{
    public required OutboxMailId Id { get; init; }
    public required string To { get; init; }
    public required string Subject { get; init; }
    public required DateTimeOffset CaughtAt { get; init; }

    /// <summary>The whole MIME message, protected.</summary>
    public required byte[] Message { get; init; }
}

internal sealed class MailTables : IEntityTypeConfiguration<OutboxMail>, IEntityTypeConfiguration<CaughtMail>
{
    public void Configure(EntityTypeBuilder<OutboxMail> builder)
    {
        builder.ToTable("OutboxMails");
        builder.HasIndex(mail => new { mail.State, mail.NextTryAt });
        builder.HasIndex(mail => new { mail.Subject, mail.QueuedAt });
        builder.Property(mail => mail.Kind).HasMaxLength(40);
        builder.Property(mail => mail.Subject).HasMaxLength(40);
        builder.Property(mail => mail.MessageId).HasMaxLength(200);
        builder.Property(mail => mail.RelayWords).HasMaxLength(500);
    }

    public void Configure(EntityTypeBuilder<CaughtMail> builder) => builder.ToTable("CaughtMails").HasIndex(mail => mail.CaughtAt);
}

internal static class MailSets
{
    extension(UsherDb db)
    {
        public DbSet<OutboxMail> OutboxMails => db.Set<OutboxMail>();
        public DbSet<CaughtMail> CaughtMails => db.Set<CaughtMail>();
    }
}
