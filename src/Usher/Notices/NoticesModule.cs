using Usher.Data;
using Usher.Mail;

namespace Usher.Notices;

/// <summary>What invitees are told after they were invited: what changed, and that it is soon.</summary>
public static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services) => services
        .AddSingleton<QueueChanges>().AddSingleton<QueueReminders>().AddSingleton<MailKind, ChangeMail>().AddSingleton<MailKind, ReminderMail>()
        .AddHostedService<NoticeRounds>();
}

/// <summary>Looks every few seconds for what is to be told. A round that is missed is made up by the next.</summary>
internal sealed partial class NoticeRounds(QueueChanges changes, QueueReminders reminders, TimeProvider time, ILogger<NoticeRounds> log) : BackgroundService
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenRounds, time, stoppingToken);
                await changes.Run(time.Now());
                await reminders.Run(time.Now());
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The database is away. What is owed still is when it is back.
                LogCannotLook(log, fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "What invitees are to be told cannot be looked up")]
    private static partial void LogCannotLook(ILogger log, Exception fault);
}
