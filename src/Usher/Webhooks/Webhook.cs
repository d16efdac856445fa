using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Webhooks;

/// <summary>An address of another program that is told what happens on this site, in the shape of Standard Webhooks.</summary>
public sealed class Webhook
{
    public const int UrlLength = 500;
    public const int NameLength = 100;

    public required WebhookId Id { get; init; }

    /// <summary>To know it by.</summary>
    public required string Name { get; set; }

    public required string Url { get; set; }

    /// <summary>Which types of events it wants, with a blank between them.</summary>
    public required string Types { get; set; }

    /// <summary>The key that signs what it is sent, under the site's data-protection keys.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The key before it, which signs too until <see cref="FormerUntil"/>, so that a receiver can change over in peace.</summary>
    public byte[]? FormerSecret { get; set; }

    public DateTimeOffset? FormerUntil { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it is told nothing.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>While a node is delivering to it: until when no other does, so that events come one after the other.</summary>
    public DateTimeOffset? BusyUntil { get; set; }

    /// <summary>Counts changes, for <c>ETag</c> and <c>If-Match</c>.</summary>
    public int Version { get; set; } = 1;

    public string[] Wants => Types.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Where a delivery is on its way.</summary>
public enum DeliveryState
{
    Waiting,

    /// <summary>The receiver answered with a status of 2xx.</summary>
    Delivered,

    /// <summary>It did not within a day, or said that it is gone.</summary>
    Failed,
}

/// <summary>One event for one webhook, written in the transaction of what it tells of: never lost, never sent for what was not stored.</summary>
public sealed class WebhookDelivery
{
    /// <summary>Also its <c>webhook-id</c>: the same at every try, so that a receiver knows what it has had.</summary>
    public required WebhookDeliveryId Id { get; init; }

    public required WebhookId WebhookId { get; init; }
    public Webhook? Webhook { get; init; }

    /// <summary>One of <see cref="WebhookTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The id, as text, of what it is about: an invitation, a participant, a session.</summary>
    public required string Subject { get; init; }

    /// <summary>What the event says beyond its type: which role it was given, what the relay said.</summary>
    public string Detail { get; init; } = "";

    /// <summary>When it happened.</summary>
    public required DateTimeOffset HappenedAt { get; init; }

    /// <summary>The JSON that is sent, written at the first try and the same from then on.</summary>
    public string? Body { get; set; }

    public DeliveryState State { get; set; }
    public int Tries { get; set; }
    public required DateTimeOffset NextTryAt { get; set; }

    /// <summary>When it began to be tried: the day after which we give up counts from here; a replay begins anew.</summary>
    public required DateTimeOffset TriedSince { get; set; }

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? Status { get; set; }

    /// <summary>The beginning of the last answer, or what kept us from getting one.</summary>
    public string? Words { get; set; }

    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>That a session opened or ended at an instant has been told: the clock makes it so, and this makes it told once.</summary>
public sealed class ToldOfSession
{
    public required SessionId SessionId { get; init; }
    public required string Type { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class WebhookTables :
    IEntityTypeConfiguration<Webhook>, IEntityTypeConfiguration<WebhookDelivery>, IEntityTypeConfiguration<ToldOfSession>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("Webhooks").Ignore(webhook => webhook.Wants);
        builder.Property(webhook => webhook.Name).HasMaxLength(Webhook.NameLength);
        builder.Property(webhook => webhook.Url).HasMaxLength(Webhook.UrlLength);
        builder.Property(webhook => webhook.Types).HasMaxLength(1000);
    }

    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries").HasOne(delivery => delivery.Webhook).WithMany().HasForeignKey(delivery => delivery.WebhookId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(delivery => new { delivery.State, delivery.NextTryAt });
        builder.HasIndex(delivery => new { delivery.WebhookId, delivery.Id });
        builder.HasIndex(delivery => delivery.Subject);
        builder.Property(delivery => delivery.Type).HasMaxLength(40);
        builder.Property(delivery => delivery.Subject).HasMaxLength(40);
        builder.Property(delivery => delivery.Detail).HasMaxLength(500);
        builder.Property(delivery => delivery.Words).HasMaxLength(500);
    }

    public void Configure(EntityTypeBuilder<ToldOfSession> builder)
    {
        builder.ToTable("ToldOfSessions").HasKey(told => new { told.SessionId, told.Type, told.At });
        builder.Property(told => told.Type).HasMaxLength(40);
    }
}

internal static class WebhookSets
{
    extension(UsherDb db)
    {
        public DbSet<Webhook> Webhooks => db.Set<Webhook>();
        public DbSet<WebhookDelivery> WebhookDeliveries => db.Set<WebhookDelivery>();
        public DbSet<ToldOfSession> ToldOfSessions => db.Set<ToldOfSession>();
    }
}
