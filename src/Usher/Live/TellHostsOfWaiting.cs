using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;

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
