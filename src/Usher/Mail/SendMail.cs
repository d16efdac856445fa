using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Mail;

/// <summary>
/// Sends the mail that is due: takes it (a conditional UPDATE, so that of any number of nodes one has it), writes it, hands it over,
/// and settles what came of it.
/// </summary>
/// <remarks>
/// Between the relay's taking a mail and our having written that down there is an instant in which a crash makes us send it once
/// more, when the lease is over; no order of the two steps avoids that. The second mail has the same Message-ID, by which
/// mail programs show one.
/// </remarks>
public sealed partial class SendMail(
    IDbContextFactory<UsherDb> databases, WriteDoor door, Outbox outbox, MailRoute route, IEnumerable<MailKind> kinds, TimeProvider time, ILogger<SendMail> log)
{
    private const int MostToChooseFrom = 16;
    private static readonly TimeSpan BetweenSettlings = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, MailKind> kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>False when nothing was due.</summary>
    public async Task<bool> Next(MailDelivery delivery)
    {
        var now = time.Now();
        if (await CountDue(now) is var due && due == 0) return false;
        // Those who send at once reach for different mails. Null: somebody was quicker; there may be more.
        var place = RandomNumberGenerator.GetInt32(due);
        if (await door.Write(db => Take(db, place, now)) is not { } mail) return true;
        var (answer, memo) = await Try(mail, delivery);
        LogAnswer(log, mail.Id, mail.Tries, answer.GetType().Name, answer.Words);
        await Settle(mail, answer, memo);
        return true;
    }

    private async Task<int> CountDue(DateTimeOffset now)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await Due(db, now).OrderBy(mail => mail.NextTryAt).Take(MostToChooseFrom).CountAsync();
    }

    private static IQueryable<OutboxMail> Due(UsherDb db, DateTimeOffset now) =>
        db.OutboxMails.Where(mail => mail.State == MailState.Queued && mail.NextTryAt <= now);

    private static async Task<OutboxMail?> Take(UsherDb db, int place, DateTimeOffset now)
    {
        var id = await Due(db, now).OrderBy(mail => mail.NextTryAt).ThenBy(mail => mail.Id).Skip(place).Select(mail => (OutboxMailId?)mail.Id).FirstOrDefaultAsync();
        var taken = id is null ? 0 : await Due(db, now).Where(mail => mail.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(mail => mail.NextTryAt, now + RetryRules.Lease)
            .SetProperty(mail => mail.LeasedUntil, now + RetryRules.Lease)
            .SetProperty(mail => mail.Tries, mail => mail.Tries + 1));
        return taken == 0 ? null : await db.OutboxMails.AsNoTracking().SingleAsync(mail => mail.Id == id);
    }

    private async Task<(RelayAnswer Answer, string? Memo)> Try(OutboxMail mail, MailDelivery delivery)
    {
        if (!kinds.TryGetValue(mail.Kind, out var kind)) return (new RelayAnswer.Refused($"Not sent: this site has no mail of the kind \"{mail.Kind}\"."), null);
        string? memo = null;
        using var limit = new CancellationTokenSource(RetryRules.LongestTry, time);
        try
        {
            await using var db = await databases.CreateDbContextAsync(limit.Token);
            switch (await kind.Write(db, mail.Subject, outbox.Open(mail), limit.Token))
            {
                case WrittenMail.Withheld withheld:
                    return (new RelayAnswer.Refused(withheld.Why.Tamed()), null);
                case WrittenMail.Needless needless:
                    return (new RelayAnswer.Needless(needless.Why), null);
                case WrittenMail.Ready { Message: var message } ready:
                    memo = ready.Memo;
                    if (message.From.Count == 0) message.From.Add(route.From);
                    message.MessageId = mail.MessageId;
                    message.Date = time.Now();
                    return (await delivery.Deliver(mail.Id, message, limit.Token), memo);
                default:
                    throw new InvalidOperationException("A mail is ready or withheld.");
            }
        }
        catch (CryptographicException)
        {
            return (new RelayAnswer.Refused("Not sent: the site's keys have changed since this mail was queued. Send it again."), memo);
        }
        catch (Exception fault)
        {
            LogCannotWrite(log, mail.Id, fault);
            return (new RelayAnswer.NotNow("This site could not write the mail."), memo);
        }
    }

    // What the relay said must be written down, or it would be sent the same mail again: so we do not stop trying.
    private async Task Settle(OutboxMail mail, RelayAnswer answer, string? memo)
    {
        for (; ; await Task.Delay(BetweenSettlings, time))
        {
            try
            {
                await door.Write(db => Settle(db, mail, answer, memo, time.Now()));
                return;
            }
            catch (Exception fault)
            {
                LogCannotSettle(log, mail.Id, fault);
            }
        }
    }

    private async Task Settle(UsherDb db, OutboxMail mail, RelayAnswer answer, string? memo, DateTimeOffset now)
    {
        var next = answer is RelayAnswer.NotNow ? RetryRules.NextTry(mail.QueuedAt, mail.Tries, now) : null;
        var state = answer is RelayAnswer.Taken ? MailState.Accepted : next is null ? MailState.Failed : MailState.Queued;
        if (answer is RelayAnswer.Needless)
        {
            var dropped = await db.OutboxMails.Where(row => row.Id == mail.Id && row.State == MailState.Queued && row.Tries == mail.Tries).ExecuteDeleteAsync();
            if (dropped == 1) await kinds[mail.Kind].Settled(db, mail.Subject, null, MailState.Failed, answer.Words, now);
            return;
        }
        // Should our lease have run out meanwhile, another node's try counts, unless the relay has taken the mail from us.
        var ours = db.OutboxMails.Where(row => row.Id == mail.Id && row.State == MailState.Queued && (state == MailState.Accepted || row.Tries == mail.Tries));
        var settled = state == MailState.Queued
            ? await ours.ExecuteUpdateAsync(set => set
                .SetProperty(row => row.NextTryAt, next).SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null).SetProperty(row => row.RelayWords, answer.Words))
            : await ours.ExecuteUpdateAsync(set => set
                .SetProperty(row => row.State, state).SetProperty(row => row.SettledAt, now).SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
                .SetProperty(row => row.RelayWords, answer.Words).SetProperty(row => row.Secret, (byte[]?)null));
        if (settled == 1 && state != MailState.Queued && kinds.TryGetValue(mail.Kind, out var kind))
            await kind.Settled(db, mail.Subject, memo, state, answer.Words, now);
    }

    [LoggerMessage(LogLevel.Information, "Mail {Mail}, try {Try}: {Answer}: {Words}")]
    private static partial void LogAnswer(ILogger log, OutboxMailId mail, int @try, string answer, string words);

    [LoggerMessage(LogLevel.Error, "Mail {Mail} could not be written")]
    private static partial void LogCannotWrite(ILogger log, OutboxMailId mail, Exception fault);

    [LoggerMessage(LogLevel.Error, "What became of mail {Mail} could not be stored; it will be")]
    private static partial void LogCannotSettle(ILogger log, OutboxMailId mail, Exception fault);
}
