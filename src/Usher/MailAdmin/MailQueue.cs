using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;

namespace Usher.MailAdmin;

/// <summary>A mail in the outbox, as an admin sees it: never what is in it.</summary>
/// <param name="Kind">What kind of mail.</param>
/// <param name="To">The address; null when what it was about is gone.</param>
/// <param name="NextTryAt">When it is tried again; null for one that is settled.</param>
/// <param name="Sending">Whether it is on its way at this moment.</param>
/// <param name="RelayWords">The relay's last answer.</param>
public sealed record QueuedMail(
    OutboxMailId Id, string Kind, string? To, MailState State, int Tries, DateTimeOffset QueuedAt, DateTimeOffset? NextTryAt, bool Sending, string? RelayWords, DateTimeOffset? SettledAt);

/// <summary>How the queue of mails stands.</summary>
/// <param name="Waiting">Mails that wait.</param>
/// <param name="Oldest">Since when the oldest of them does.</param>
/// <param name="Failed">Mails that failed within a week.</param>
public sealed record QueueSummary(int Waiting, DateTimeOffset? Oldest, int Failed);

/// <summary>Reads the outbox for the admin, and hurries it.</summary>
public sealed class MailQueue(WriteDoor door, Outbox outbox, IEnumerable<MailKind> kinds)
{
    private static readonly TimeSpan RecentlyFailed = TimeSpan.FromDays(7);

    public static async Task<QueueSummary> Summary(UsherDb db, DateTimeOffset now, CancellationToken cancel = default)
    {
        var waiting = db.OutboxMails.Where(mail => mail.State == MailState.Queued);
        var since = now - RecentlyFailed;
        return new(
            await waiting.CountAsync(cancel), await waiting.OrderBy(mail => mail.QueuedAt).Select(mail => (DateTimeOffset?)mail.QueuedAt).FirstOrDefaultAsync(cancel),
            await db.OutboxMails.CountAsync(mail => mail.State == MailState.Failed && mail.SettledAt > since, cancel));
    }

    /// <summary>Newest first; of those that wait, the oldest first.</summary>
    public async Task<IReadOnlyList<QueuedMail>> List(UsherDb db, MailState? state, OutboxMailId? cursor, int limit, DateTimeOffset now, CancellationToken cancel = default)
    {
        var mails = db.OutboxMails.AsNoTracking().Where(mail => state == null || mail.State == state);
        var ordered = state is MailState.Queued
            ? mails.Where(mail => cursor == null || mail.Id.CompareTo(cursor.Value) > 0).OrderBy(mail => mail.Id)
            : mails.Where(mail => cursor == null || mail.Id.CompareTo(cursor.Value) < 0).OrderByDescending(mail => mail.Id);
        var rows = await ordered.Take(limit).ToListAsync(cancel);
        var people = await People(db, rows, cancel);
        return [.. rows.Select(mail => new QueuedMail(
            mail.Id, mail.Kind, people.GetValueOrDefault((mail.Kind, mail.Subject)), mail.State, mail.Tries, mail.QueuedAt,
            mail.State is MailState.Queued ? mail.NextTryAt : null, mail.LeasedUntil > now, mail.RelayWords, mail.SettledAt))];
    }

    /// <summary>Tries a mail that waits at once.</summary>
    public async Task<Outcome<Done>> Retry(OutboxMailId id, Actor by)
    {
        var found = await door.Write<Outcome<Done>>(async db =>
        {
            if (!await db.OutboxMails.AnyAsync(mail => mail.Id == id)) return MailProblems.Unknown;
            if (await db.RetryWaiting(by.At, id) == 0) return MailProblems.NotWaiting;
            db.Add(by.Did("mail.retried", id));
            return new Done();
        });
        if (found.Problem is null) outbox.Wake();
        return found;
    }

    /// <summary>Tries all that wait at once.</summary>
    public async Task<int> RetryAll(Actor by)
    {
        var count = await door.Write(async db =>
        {
            var waiting = await db.RetryWaiting(by.At);
            if (waiting > 0) db.Add(by.Did("mail.retried", "mail", $"{waiting}"));
            return waiting;
        });
        outbox.Wake();
        return count;
    }

    private async Task<Dictionary<(string Kind, string Subject), string>> People(UsherDb db, List<OutboxMail> rows, CancellationToken cancel)
    {
        var people = new Dictionary<(string, string), string>();
        foreach (var group in rows.GroupBy(mail => mail.Kind))
        {
            if (kinds.FirstOrDefault(kind => kind.Name == group.Key) is not { } kind) continue;
            foreach (var (subject, person) in await kind.Recipients(db, [.. group.Select(mail => mail.Subject).Distinct()], cancel)) people[(group.Key, subject)] = person;
        }
        return people;
    }
}

internal static class WaitingMails
{
    /// <summary>Makes what waits due now; not what a node is sending at this moment, which would go out twice.</summary>
    public static Task<int> RetryWaiting(this UsherDb db, DateTimeOffset now, OutboxMailId? id = null) => db.OutboxMails
        .Where(mail => mail.State == MailState.Queued && (id == null || mail.Id == id) && mail.Tries > 0 && (mail.LeasedUntil == null || mail.LeasedUntil <= now))
        .ExecuteUpdateAsync(set => set.SetProperty(mail => mail.NextTryAt, now));
}
