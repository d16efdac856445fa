using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Notices;

/// <summary>Queues the reminders that are due: one to each, whatever number of nodes look at once and however often they start anew.</summary>
public sealed class QueueReminders(IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, Outbox outbox)
{
    private const int MostAtOnce = 100;

    /// <returns>How many were queued.</returns>
    public async Task<int> Run(DateTimeOffset now)
    {
        var site = await settings.Invitations();
        if (!outbox.CanSend || site.InviteEmailTemplate is null) return 0;
        var queued = 0;
        foreach (var kind in Wanted(site))
            foreach (var session in await Due(kind, now))
                while (await Remind(kind, session, site, now) is var count and > 0) queued += count;
        if (queued > 0) outbox.Wake();
        return queued;
    }

    private static IEnumerable<ReminderKind> Wanted(InvitationSettings site)
    {
        if (site.RemindADayBefore) yield return ReminderKind.Day;
        if (site.RemindShortlyBefore) yield return ReminderKind.QuarterHour;
    }

    private async Task<List<DueSession>> Due(ReminderKind kind, DateTimeOffset now)
    {
        var (after, until) = ReminderRules.Starts(kind, now);
        await using var db = await databases.CreateDbContextAsync();
        return await db.Sessions.Where(SessionRules.Upcoming(now)).Where(session => session.StartsAt > after && session.StartsAt <= until)
            .Select(session => new DueSession(session.Id, session.RoomId, session.StartsAt!.Value)).ToListAsync();
    }

    private async Task<int> Remind(ReminderKind kind, DueSession session, InvitationSettings site, DateTimeOffset now)
    {
        // Looked at first, since most looks find nobody, and holding the session's row is for writing.
        await using (var reading = await databases.CreateDbContextAsync())
            if (!await Unreminded(reading, kind, session, site, now).AnyAsync()) return 0;
        return await door.Write(async db =>
        {
            // Nodes come one after another, and the later finds the reminders of the earlier.
            var held = await db.Sessions.Where(one => one.Id == session.Id && one.CancelledAt == null && one.StartsAt == session.StartsAt)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version));
            if (held == 0) return 0;
            var people = await Unreminded(db, kind, session, site, now).OrderBy(one => one.Id).Select(one => one.Id).Take(MostAtOnce).ToListAsync();
            foreach (var person in people) await Queue(db, kind, session.Id, person, now);
            return people.Count;
        });
    }

    private async Task Queue(UsherDb db, ReminderKind kind, SessionId session, InvitationId invitation, DateTimeOffset now)
    {
        // A row from before the start was moved: its mail told of another time.
        await db.Reminders.Where(one => one.SessionId == session && one.InvitationId == invitation && one.Kind == kind).ExecuteDeleteAsync();
        var reminder = new Reminder { Id = ReminderId.New(now), InvitationId = invitation, SessionId = session, Kind = kind, QueuedAt = now };
        db.Add(reminder);
        // Only hashes of the earlier links are kept.
        outbox.Queue(db, ReminderMail.Kind, reminder.Id.ToString(), Encoding.UTF8.GetBytes(db.AddToken(invitation, now)), now);
    }

    /// <summary>Invited by mail, long enough ago to have forgotten, not there yet, and not reminded.</summary>
    private static IQueryable<Invitation> Unreminded(UsherDb db, ReminderKind kind, DueSession session, InvitationSettings site, DateTimeOffset now)
    {
        var (id, fresh) = (session.Id, ReminderRules.FreshSince(kind, session.StartsAt));
        var (history, participants, reminders) = (db.InvitationHistory, db.Participants, db.Reminders);
        return db.Invitations
            .Where(one => one.RoomId == session.Room && (one.SessionId == null || one.SessionId == id) && one.IssuedAt <= fresh)
            .Live(TimeSpan.FromMinutes(site.GraceMinutes), now)
            .Where(one => history.Any(line => line.InvitationId == one.Id && line.What == HistoryWhat.Mailed)
                && !participants.Any(person => person.SessionId == id && person.InvitationId == one.Id)
                && !reminders.Any(reminder => reminder.SessionId == id && reminder.InvitationId == one.Id && reminder.Kind == kind && reminder.QueuedAt > fresh));
    }

    private sealed record DueSession(SessionId Id, RoomId Room, DateTimeOffset StartsAt);
}
