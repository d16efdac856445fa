using Usher.Data;

namespace Usher.Mail;

/// <summary>Keeps a few mails at a time on their way to the relay: at once when woken, and otherwise every few seconds.</summary>
public sealed partial class OutboxSender(Outbox outbox, SendMail send, Func<MailDelivery> openDelivery, TimeProvider time, ILogger<OutboxSender> log)
    : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => KeepSending(stoppingToken)));

    // A mail on its way when the site stops is let go through: stopping is only looked at between mails.
    private async Task KeepSending(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            // Asked for before looking, so that a mail queued while we look is not overlooked.
            var woken = outbox.Woken;
            try
            {
                await using var delivery = openDelivery();
                // Without a relay mails wait, for as long as they would if it did not answer.
                while (outbox.CanSend && !stop.IsCancellationRequested && await send.Next(delivery)) { }
            }
            catch (Exception fault)
            {
                // The database is away. What was due still is when it is back.
                LogCannotLook(log, fault);
            }
            await Task.WhenAny(woken, Task.Delay(BetweenLooks, time, stop));
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox cannot be looked at")]
    private static partial void LogCannotLook(ILogger log, Exception fault);
}
