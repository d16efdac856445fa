using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;
using Usher.Web;

namespace Usher.Webhooks;

/// <summary>
/// Delivers what is due to one webhook after another: takes the webhook (a conditional UPDATE, so that of any number of nodes one has
/// it, and a slow receiver holds up nobody but itself), then sends what waits for it, oldest first, and settles what came of it.
/// </summary>
public sealed partial class DeliverWebhooks(
    IDbContextFactory<UsherDb> databases, WriteDoor door, WebhookSignature signature, OutsideCalls outside, TimeProvider time, ILogger<DeliverWebhooks> log) : IDisposable
{
    private const int MostToChooseFrom = 16;
    private const int MostAtATime = 50;
    private const int MostOfAnswer = 400;

    private readonly HttpClient http = new(outside.NewHandler()) { Timeout = WebhookRules.LongestTry, MaxResponseContentBufferSize = 64 * 1024 };

    public void Dispose() => http.Dispose();

    /// <summary>False when nothing was due.</summary>
    public async Task<bool> Next(CancellationToken stop)
    {
        var now = time.Now();
        if (await Choose(now, stop) is not { } id) return false;
        var until = now + WebhookRules.Lease;
        if (await door.Write(db => Take(db, id, now, until), stop) is not { } webhook) return true;
        for (var sent = 0; sent < MostAtATime && !stop.IsCancellationRequested && await Oldest(id, stop) is { } delivery; sent++)
        {
            var (status, words) = await Try(webhook, delivery, stop);
            if (stop.IsCancellationRequested && status is null) break;
            LogAnswer(log, delivery.Id, delivery.Tries + 1, status, words);
            var (held, ended) = (until, time.Now());
            until = ended + WebhookRules.Lease;
            var ours = await door.Write(db => Settle(db, delivery, status, words, held, ended), CancellationToken.None);
            if (!ours || WebhookRules.TurnsOff(status)) break;
        }
        await door.Write(db => Release(db, id, until), CancellationToken.None);
        return true;
    }

    private static IQueryable<WebhookDelivery> Due(UsherDb db, DateTimeOffset now) =>
        db.WebhookDeliveries.Where(delivery => delivery.State == DeliveryState.Waiting && delivery.NextTryAt <= now && delivery.Webhook!.DisabledAt == null);

    /// <summary>One of those that have something due and that nobody is delivering to: any of them, so that nodes reach for different ones.</summary>
    private async Task<WebhookId?> Choose(DateTimeOffset now, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        var free = await Due(db, now).Where(delivery => delivery.Webhook!.BusyUntil == null || delivery.Webhook.BusyUntil <= now)
            .GroupBy(delivery => delivery.WebhookId).OrderBy(due => due.Min(delivery => delivery.NextTryAt)).Select(due => due.Key).Take(MostToChooseFrom).ToListAsync(stop);
        return free.Count == 0 ? null : free[RandomNumberGenerator.GetInt32(free.Count)];
    }

    private static async Task<Webhook?> Take(UsherDb db, WebhookId id, DateTimeOffset now, DateTimeOffset until)
    {
        var taken = await db.Webhooks.Where(webhook => webhook.Id == id && webhook.DisabledAt == null && (webhook.BusyUntil == null || webhook.BusyUntil <= now))
            .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.BusyUntil, until));
        return taken == 0 ? null : await db.Webhooks.AsNoTracking().SingleAsync(webhook => webhook.Id == id);
    }

    private async Task<WebhookDelivery?> Oldest(WebhookId id, CancellationToken stop)
    {
        await using var db = await databases.CreateDbContextAsync(stop);
        var delivery = await Due(db, time.Now()).AsNoTracking().Where(delivery => delivery.WebhookId == id).OrderBy(delivery => delivery.Id).FirstOrDefaultAsync(stop);
        if (delivery is { Body: null }) delivery.Body = (await db.BodyOf(delivery, stop)).ToString();
        return delivery;
    }

    private async Task<(int? Status, string Words)> Try(Webhook webhook, WebhookDelivery delivery, CancellationToken stop)
    {
        // The settings may have changed since the address was taken.
        if (outside.Refuse(webhook.Url) is { } refusal) return (null, refusal);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new StringContent(delivery.Body!, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json")) };
            foreach (var (name, value) in signature.Headers(webhook, delivery.Id, delivery.Body!, time.Now())) request.Headers.Add(name, value);
            request.Headers.UserAgent.ParseAdd("Usher-Webhooks/1");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return ((int)answer.StatusCode, await Beginning(answer, stop));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return (null, fault is OperationCanceledException ? $"No answer within {WebhookRules.LongestTry.TotalSeconds} seconds." : fault.Message.Tamed());
        }
        catch (CryptographicException)
        {
            return (null, "The site's keys have changed since this webhook's secret was made. Make a new secret.");
        }
    }

    private static async Task<string> Beginning(HttpResponseMessage answer, CancellationToken stop)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        var bytes = new byte[MostOfAnswer];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return $"{(int)answer.StatusCode} {answer.ReasonPhrase} {Encoding.UTF8.GetString(bytes, 0, read)}".Tamed();
    }

    /// <summary>False when somebody else has taken the webhook over meanwhile: what they do counts.</summary>
    private static async Task<bool> Settle(UsherDb db, WebhookDelivery delivery, int? status, string words, DateTimeOffset held, DateTimeOffset now)
    {
        var tries = delivery.Tries + 1;
        var state = WebhookRules.After(status, delivery.TriedSince, tries, now);
        await db.WebhookDeliveries.Where(row => row.Id == delivery.Id && row.State == DeliveryState.Waiting && row.Tries == delivery.Tries)
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.State, state)
                .SetProperty(row => row.Tries, tries)
                .SetProperty(row => row.Status, status)
                .SetProperty(row => row.Words, words)
                .SetProperty(row => row.Body, delivery.Body)
                .SetProperty(row => row.NextTryAt, WebhookRules.NextTry(delivery.TriedSince, tries, now) ?? now)
                .SetProperty(row => row.SettledAt, state == DeliveryState.Waiting ? null : now));
        var kept = await db.Webhooks.Where(webhook => webhook.Id == delivery.WebhookId && webhook.BusyUntil == held)
            .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.BusyUntil, now + WebhookRules.Lease));
        if (WebhookRules.TurnsOff(status))
        {
            await db.Webhooks.Where(webhook => webhook.Id == delivery.WebhookId && webhook.DisabledAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.DisabledAt, now).SetProperty(webhook => webhook.Version, webhook => webhook.Version + 1));
            db.Add(new AuditLine { At = now, What = "webhook.disabled", On = delivery.WebhookId.ToString(), Detail = "It answered that it is gone." });
        }
        return kept == 1;
    }

    private static Task Release(UsherDb db, WebhookId id, DateTimeOffset until) =>
        db.Webhooks.Where(webhook => webhook.Id == id && webhook.BusyUntil == until)
            .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.BusyUntil, (DateTimeOffset?)null));

    [LoggerMessage(LogLevel.Information, "Webhook delivery {Delivery}, try {Try}: {Status}: {Words}")]
    private static partial void LogAnswer(ILogger log, WebhookDeliveryId delivery, int @try, int? status, string words);
}
