using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Webhooks;

/// <summary>A webhook as admins see it; its secret is shown when it is made, and never again.</summary>
/// <param name="Failing">How many deliveries have failed for good in the last day.</param>
/// <param name="Waiting">How many wait to be delivered.</param>
public sealed record WebhookView(
    WebhookId Id, string Name, string Url, IReadOnlyList<string> Types, bool Enabled, DateTimeOffset CreatedAt, int Waiting, int Failing, int Version);

/// <summary>A line of the delivery log.</summary>
/// <param name="Status">The HTTP status of the last answer; absent when there was none.</param>
/// <param name="Words">The beginning of the last answer, or what kept us from getting one.</param>
/// <param name="Body">What is sent; absent until the first try.</param>
public sealed record DeliveryView(
    WebhookDeliveryId Id, string Type, DeliveryState State, DateTimeOffset HappenedAt, int Tries, DateTimeOffset? NextTryAt, DateTimeOffset? SettledAt, int? Status, string? Words, string? Body);

/// <summary>Reads webhooks and their delivery logs.</summary>
internal static class WebhookLog
{
    public static Task<List<WebhookView>> WebhooksAsSeen(this UsherDb db, DateTimeOffset now) => db.Views(db.Webhooks.OrderBy(webhook => webhook.Id), now).ToListAsync();

    public static Task<WebhookView?> WebhookAsSeen(this UsherDb db, WebhookId id, DateTimeOffset now) => db.Views(db.Webhooks.Where(webhook => webhook.Id == id), now).SingleOrDefaultAsync();

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<DeliveryView>> DeliveriesOf(this UsherDb db, WebhookId webhook, DeliveryState? state, WebhookDeliveryId? before, int most)
    {
        var rows = db.WebhookDeliveries.AsNoTracking().Where(delivery => delivery.WebhookId == webhook);
        if (state is { } wanted) rows = rows.Where(delivery => delivery.State == wanted);
        if (before is { } last) rows = rows.Where(delivery => delivery.Id.CompareTo(last) < 0);
        return await rows.OrderByDescending(delivery => delivery.Id).Take(most).Select(delivery => new DeliveryView(
            delivery.Id, delivery.Type, delivery.State, delivery.HappenedAt, delivery.Tries, delivery.State == DeliveryState.Waiting ? delivery.NextTryAt : null,
            delivery.SettledAt, delivery.Status, delivery.Words, delivery.Body)).ToListAsync();
    }

    public static async Task SweepDeliveries(this UsherDb db, DateTimeOffset settledBefore)
    {
        await db.WebhookDeliveries.Where(delivery => delivery.State != DeliveryState.Waiting && delivery.SettledAt < settledBefore).ExecuteDeleteAsync();
        await db.ToldOfSessions.Where(told => told.At < settledBefore).ExecuteDeleteAsync();
    }

    private static IQueryable<WebhookView> Views(this UsherDb db, IQueryable<Webhook> webhooks, DateTimeOffset now)
    {
        var (deliveries, dayAgo) = (db.WebhookDeliveries, now - WebhookRules.GiveUpAfter);
        return webhooks.AsNoTracking().Select(webhook => new WebhookView(
            webhook.Id, webhook.Name, webhook.Url, webhook.Wants, webhook.DisabledAt == null, webhook.CreatedAt,
            deliveries.Count(delivery => delivery.WebhookId == webhook.Id && delivery.State == DeliveryState.Waiting),
            deliveries.Count(delivery => delivery.WebhookId == webhook.Id && delivery.State == DeliveryState.Failed && delivery.SettledAt > dayAgo), webhook.Version));
    }
}
