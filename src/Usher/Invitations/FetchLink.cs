using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Invitations;

/// <summary>
/// Mails invitees their own link again, when they come from a calendar entry, which carries none. Whoever asks is answered before
/// anything is looked up, so that neither the words nor the time tell whether an address is invited. What is asked for while very
/// many ask, or as the process dies, is lost: one asks again.
/// </summary>
public sealed partial class FetchLink(WriteDoor door, SiteSettings settings, Outbox outbox, TimeProvider time, ILogger<FetchLink> logger) : BackgroundService
{
    /// <summary>Between two links that one invitee has sent to themselves.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    private readonly Channel<Wish> wishes = Channel.CreateBounded<Wish>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ask(SessionId session, string? email, string? from)
    {
        if (EmailAddress.Parse(email) is { } address) wishes.Writer.TryWrite(new Wish(session, address.Key, from));
    }

    /// <summary>A further token for whoever is known on this device to be the invitee, to go on with at once.</summary>
    /// <returns>Null when the invitation is live no more.</returns>
    public async Task<string?> Now(InvitationId invitation, string? from)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        return await door.Write<string?>(async db =>
        {
            if (!await db.HoldLive(invitation, site, now)) return null;
            db.Add(new HistoryLine { InvitationId = invitation, At = now, What = HistoryWhat.LinkFetched, From = from });
            return db.AddToken(invitation, now);
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var wish in wishes.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await Mail(wish);
            }
            catch (Exception fault)
            {
                LogLost(logger, fault, wish.Session);
            }
        }
    }

    private async Task Mail(Wish wish)
    {
        var (now, site) = (time.Now(), await settings.Invitations());
        if (!outbox.CanSend || site.InviteEmailTemplate is null) return;
        var lastBefore = now - Apart;
        await door.Write(async db =>
        {
            var found = await db.Invitations.Where(one => one.EmailKey == wish.EmailKey
                    && (one.SessionId == wish.Session
                        || (one.SessionId == null && db.Set<Session>().Any(session => session.Id == wish.Session && session.RoomId == one.RoomId && session.CancelledAt == null))))
                .Live(TimeSpan.FromMinutes(site.GraceMinutes), now)
                .OrderByDescending(one => one.Id).Select(one => one.Id).Take(1).ToListAsync();
            foreach (var id in found)
            {
                var first = await db.Invitations.Where(one => one.Id == id && one.RevokedAt == null && (one.LinkFetchedAt == null || one.LinkFetchedAt < lastBefore))
                    .ExecuteUpdateAsync(set => set.SetProperty(one => one.LinkFetchedAt, now));
                if (first == 0) continue;
                var token = db.AddToken(id, now);
                db.Add(new HistoryLine { InvitationId = id, At = now, What = HistoryWhat.LinkFetched, From = wish.From });
                await InvitationMail.QueueAgain(db, outbox, id, token, now);
            }
        });
        outbox.Wake();
    }

    [LoggerMessage(LogLevel.Error, "A link to session {session} that was asked for could not be mailed.")]
    private static partial void LogLost(ILogger logger, Exception fault, SessionId session);

    private sealed record Wish(SessionId Session, string EmailKey, string? From);
}
