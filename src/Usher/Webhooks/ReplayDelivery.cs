using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Webhooks;

/// <summary>Sends again what a webhook has had or has missed: with the same <c>webhook-id</c>, by which the receiver knows it.</summary>
public sealed class ReplayDelivery(WriteDoor door)
{
    public Task<Outcome<Done>> Replay(WebhookId webhook, WebhookDeliveryId id, Actor by) => door.Write<Outcome<Done>>(async db =>
    {
        var touched = await db.WebhookDeliveries.Where(delivery => delivery.Id == id && delivery.WebhookId == webhook).ExecuteUpdateAsync(Anew(by.At));
        if (touched == 0) return WebhookProblems.UnknownDelivery;
        db.Add(by.Did("webhook.replayed", webhook, id.ToString()));
        return new Done();
    });

    /// <summary>All that failed since an instant, for a receiver that was away.</summary>
    /// <returns>How many.</returns>
    public Task<Outcome<int>> ReplayFailed(WebhookId webhook, DateTimeOffset since, Actor by) => door.Write<Outcome<int>>(async db =>
    {
        if (!await db.Webhooks.AnyAsync(one => one.Id == webhook)) return WebhookProblems.Unknown;
        var count = await db.WebhookDeliveries
            .Where(delivery => delivery.WebhookId == webhook && delivery.State == DeliveryState.Failed && delivery.HappenedAt >= since).ExecuteUpdateAsync(Anew(by.At));
        db.Add(by.Did("webhook.replayed", webhook, $"{count} failed since {since:u}"));
        return count;
    });

    /// <summary>An event that means nothing, to try a webhook out.</summary>
    public Task<Outcome<Done>> Test(WebhookId webhook, Actor by) => door.Write<Outcome<Done>>(async db =>
    {
        if (!await db.Webhooks.AnyAsync(one => one.Id == webhook && one.DisabledAt == null)) return WebhookProblems.Unknown;
        db.Tell(new Happening(WebhookTypes.Test, by.Id.ToString(), by.At, ""), [webhook]);
        db.Add(by.Did("webhook.tested", webhook));
        return new Done();
    });

    private static Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<WebhookDelivery>> Anew(DateTimeOffset now) => set => set
        .SetProperty(delivery => delivery.State, DeliveryState.Waiting)
        .SetProperty(delivery => delivery.Tries, 0)
        .SetProperty(delivery => delivery.NextTryAt, now)
        .SetProperty(delivery => delivery.TriedSince, now)
        .SetProperty(delivery => delivery.SettledAt, (DateTimeOffset?)null);
}
