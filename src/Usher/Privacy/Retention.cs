using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Privacy;

/// <summary>
/// Deletes invitations, what guests said of themselves, and the logs of sessions, once they are older than the site keeps them, and
/// guests' codes after a day. What is still to be used, or belongs to a session that is open or to come, is not touched.
/// </summary>
internal sealed class Retention(IDbContextFactory<UsherDb> databases, WriteDoor door, SiteSettings settings, TimeProvider time, ILogger<Retention> log) : BackgroundService
{
    private const int PeopleAtOnce = 200;
    private const int EventsAtOnce = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    // Those who were invited to a room that is deleted are told so by mail first.
    private static readonly TimeSpan AfterTheRoom = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(fault, "Old invitations and messages could not be deleted; it is tried again in an hour.");
            }
        }
    }

    /// <summary>In small parts, since writers wait for each. Of several nodes each takes what it finds: what is gone already is none of its work.</summary>
    internal async Task Sweep(CancellationToken cancel = default)
    {
        var (site, now) = (await settings.Site(), time.Now());
        await ByParts(db => Invitations(db, site.KeepInvitations, now).OrderBy(one => one.Id).Select(one => one.Id), (db, found) => StripInvitations(db, found, site.KeepInvitations, now), cancel);
        await ByParts(db => Guests(db, site.KeepInvitations, now).OrderBy(guest => guest.Id).Select(guest => guest.Id), (db, found) => StripGuests(db, found, site.KeepInvitations, now), cancel);
        await ByParts(db => GuestCodes(db, now), (db, found) => db.Delete(found), cancel);
        // They keep somebody out, and there is nothing left to be kept out of.
        await door.Write(db =>
        {
            var over = db.Sessions.Where(SessionRules.OverBefore(now));
            return db.RemovalMarks.Where(mark => over.Any(session => session.Id == mark.Participant!.SessionId)).ExecuteDeleteAsync();
        }, cancel);
        foreach (var session in await SessionsWithLogs(site.KeepMessages, now, cancel))
            while (await door.Write(db => DeleteSome(db, session, site.KeepMessages, now), cancel) == EventsAtOnce) cancel.ThrowIfCancellationRequested();
    }

    private async Task ByParts<T>(Func<UsherDb, IQueryable<T>> which, Func<UsherDb, List<T>, Task<int>> strip, CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            List<T> found;
            await using (var db = await databases.CreateDbContextAsync(cancel)) found = await which(db).Take(PeopleAtOnce).ToListAsync(cancel);
            // None left when another node was quicker with these.
            if (found.Count == 0 || await door.Write(db => strip(db, found), cancel) == 0) return;
        }
    }

    private static async Task<int> StripInvitations(UsherDb db, List<InvitationId> found, int days, DateTimeOffset now)
    {
        // Holds the rows until the end of the unit: another node that found them too comes after it, and then finds them no more.
        await db.Invitations.Where(one => found.Contains(one.Id)).ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version));
        var theirs = await Invitations(db, days, now).Where(one => found.Contains(one.Id)).Select(one => one.Id).ToListAsync();
        await db.Strip(theirs, now);
        return theirs.Count;
    }

    private static async Task<int> StripGuests(UsherDb db, List<GuestId> found, int days, DateTimeOffset now)
    {
        await db.Guests.Where(guest => found.Contains(guest.Id)).ExecuteUpdateAsync(set => set.SetProperty(guest => guest.LastSeenAt, guest => guest.LastSeenAt));
        var theirs = await Guests(db, days, now).Where(guest => found.Contains(guest.Id)).Select(guest => guest.Id).ToListAsync();
        await db.Strip(theirs, now);
        return theirs.Count;
    }

    /// <summary>Those that are to go. They sort by their age, so that only the old ones are looked at.</summary>
    private static IQueryable<Invitation> Invitations(UsherDb db, int days, DateTimeOffset now)
    {
        var before = Before(days, now);
        var (roomAlone, youngest, people) = (days == 0, InvitationId.New(before), db.Participants);
        var (over, upcoming) = (db.Sessions.Where(SessionRules.OverBefore(before)), db.Sessions.Where(SessionRules.Upcoming(now)));
        return db.Invitations
            .Where(one => one.Id.CompareTo(youngest) < 0 && one.EmailKey != "")
            .Where(one => one.Room!.DeletedAt < before
                || (!roomAlone && (one.RevokedAt < before || one.ExpiresAt < before || over.Any(session => session.Id == one.SessionId))))
            // Who was removed is kept out of a session by their invitation, however old that is.
            .Where(one => !upcoming.Any(session => session.Id == one.SessionId)
                && !people.Any(person => person.InvitationId == one.Id && !over.Any(session => session.Id == person.SessionId)));
    }

    private static IQueryable<Guest> Guests(UsherDb db, int days, DateTimeOffset now)
    {
        var before = Before(days, now);
        var (roomAlone, youngest, people) = (days == 0, GuestId.New(before), db.Participants);
        var over = db.Sessions.Where(SessionRules.OverBefore(before));
        return db.Guests
            .Where(guest => guest.Id.CompareTo(youngest) < 0 && guest.EmailKey != "" && (!roomAlone || guest.GuestLink!.Room!.DeletedAt < before))
            .Where(guest => !people.Any(person => person.GuestId == guest.Id && !over.Any(session => session.Id == person.SessionId)));
    }

    /// <summary>They are kept for what is counted, whatever the site keeps.</summary>
    private static IQueryable<GuestCodeId> GuestCodes(UsherDb db, DateTimeOffset now)
    {
        var youngest = GuestCodeId.New(now - GuestCodeRules.KeptFor);
        return db.GuestCodes.Where(code => code.Id.CompareTo(youngest) < 0).OrderBy(code => code.Id).Select(code => code.Id);
    }

    private async Task<List<SessionId>> SessionsWithLogs(int days, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var (events, youngest) = (db.LiveEvents, SessionId.New(Before(days, now)));
        return await Sessions(db, days, now)
            .Where(session => session.Id.CompareTo(youngest) < 0 && events.Any(logged => logged.SessionId == session.Id))
            .Select(session => session.Id).ToListAsync(cancel);
    }

    private static IQueryable<Session> Sessions(UsherDb db, int days, DateTimeOffset now)
    {
        var before = Before(days, now);
        return days == 0 ? db.Sessions.Where(session => session.Room!.DeletedAt < before) : db.Sessions.Where(SessionRules.OverBefore(before));
    }

    private static async Task<int> DeleteSome(UsherDb db, SessionId id, int days, DateTimeOffset now)
    {
        if (!await Sessions(db, days, now).AnyAsync(session => session.Id == id)) return 0;
        // First, since it stands for the events before it.
        await db.LiveSnapshots.Where(snapshot => snapshot.SessionId == id).ExecuteDeleteAsync();
        var some = await db.LiveEvents.Where(logged => logged.SessionId == id).OrderBy(logged => logged.Sequence).Select(logged => logged.Sequence).Take(EventsAtOnce).ToListAsync();
        return await db.LiveEvents.Where(logged => logged.SessionId == id && some.Contains(logged.Sequence)).ExecuteDeleteAsync();
    }

    private static DateTimeOffset Before(int days, DateTimeOffset now) => now - (days == 0 ? AfterTheRoom : TimeSpan.FromDays(days));
}
