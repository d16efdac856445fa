using Usher.Data;

namespace Usher.Webhooks;

/// <summary>Keeps a few webhooks at a time supplied: a look a second, as long as there is any.</summary>
public sealed partial class WebhookSender(WebhookSubscriptions subscriptions, DeliverWebhooks deliver, TellOfSessions sessions, WriteDoor door, TimeProvider time, ILogger<WebhookSender> log)
    : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTellings = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        .. Enumerable.Range(0, AtOnce).Select(_ => Repeat(DeliverAll, BetweenLooks, stoppingToken)),
        Repeat(sessions.Tell, BetweenTellings, stoppingToken),
        Repeat(Sweep, BetweenSweeps, stoppingToken),
    ]);

    private async Task DeliverAll(CancellationToken stop)
    {
        if ((await subscriptions.ByType(stop)).Count == 0) return;
        while (!stop.IsCancellationRequested && await deliver.Next(stop)) { }
    }

    private async Task Repeat(Func<CancellationToken, Task> act, TimeSpan between, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await act(stop);
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                // The database is away. What was due still is when it is back.
                LogCannotLook(log, fault);
            }
            await Task.Delay(between, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The delivery log is for looking back a while, not for ever.</summary>
    private Task Sweep(CancellationToken cancel) => door.Write(db => db.SweepDeliveries(time.Now() - WebhookRules.Kept), cancel);

    [LoggerMessage(LogLevel.Error, "Webhook deliveries cannot be looked at")]
    private static partial void LogCannotLook(ILogger log, Exception fault);
}
