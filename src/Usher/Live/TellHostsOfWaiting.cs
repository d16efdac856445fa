using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Live;

/// <summary>Mails a room's owner and co-owners that somebody waits and nobody is in who could let them in: once in a while a session, on whichever node.</summary>
public sealed class TellHostsOfWaiting(WriteDoor door, Outbox outbox, TimeProvider time)
{
    public static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    public async Task Tell(SessionId session)
    {
        if (!outbox.CanSend) return;
        var now = time.Now();
        if (await door.Write(db => Queue(db, session, now))) outbox.Wake();
    }

    private async Task<bool> Queue(UsherDb db, SessionId id, DateTimeOffset now)
    {
        var before = now - Apart;
        var first = await db.Sessions.Where(session => session.Id == id && session.EndedAt == null && (session.WaitingToldAt == null || session.WaitingToldAt <= before))
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.WaitingToldAt, now)) == 1;
        if (!first) return false;
        var rooms = db.Sessions.Where(session => session.Id == id).Select(session => session.RoomId);
        var hosts = await db.Collaborators
            .Where(one => rooms.Contains(one.RoomId) && (one.Standing == Standing.Owner || one.Standing == Standing.CoOwner) && one.Account!.DisabledAt == null)
            .Select(one => one.AccountId).ToListAsync();
        foreach (var host in hosts) outbox.Queue(db, WaitingMail.Kind, id.ToString(), Encoding.UTF8.GetBytes(host.ToString()), now);
        return true;
    }
}

/// <summary>The mail that says that somebody waits.</summary>
public sealed class WaitingMail(PublicAddress site, IStringLocalizer<Words> words) : MailKind
{
    /// <summary>As the outbox names it; its subject is the session's id, its secret the id of the account that it is for.</summary>
    public const string Kind = "waiting";

    public override string Name => Kind;

    public override async Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        var (session, account) = (SessionId.Parse(subject, null), AccountId.Parse(Encoding.UTF8.GetString(secret), null));
        var title = await db.Sessions.Where(one => one.Id == session && one.EndedAt == null && one.CancelledAt == null && one.Room!.DeletedAt == null)
            .Select(one => one.Room!.Title).SingleOrDefaultAsync(cancel);
        var host = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(one => one.Id == account && one.DisabledAt == null, cancel);
        if (title is null || host is not { Email: { } address }) return new WrittenMail.Withheld("Not sent: the session or the host is gone.");
        var message = new MimeMessage { Subject = words["Somebody waits to be let in: {0}", title].Value.Tamed() };
        message.To.Add(new MailboxAddress(host.Name.Tamed(), address));
        // Nobody's holiday notice is wanted in answer (RFC 3834 §5).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new TextPart("plain")
        {
            Text = $"""
                {words["The room “{0}” is locked, somebody waits to be let in, and no host or moderator is there.", title].Value}

                {words["Go in to decide:"].Value}
                {site.UrlOf($"/live/{session}")}

                """,
        };
        return new WrittenMail.Ready(message);
    }

    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now) => Task.CompletedTask;
}
