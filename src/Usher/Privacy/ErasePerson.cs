using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Audit;
using Usher.Data;
using Usher.EmailTemplates;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Lti;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Privacy;

/// <summary>
/// Erases a person, known by an address: first they are put out of every session and every way in is closed, then all that names them
/// goes in one unit of work. What was cut short in between is made whole by erasing them again.
/// </summary>
public sealed class ErasePerson(WriteDoor door, LiveMemory live, SessionChanges sessions, RegisterChanges register, RoomChanges rooms, RemovalMarks marks)
{
    private const int InvitationsAtOnce = 200;

    // For as long as a session that is over may still be in the memory of a node.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>Erasing whom nothing is known of is done.</summary>
    public async Task<Outcome<ErasureReport>> Erase(string? email, Actor by)
    {
        var errors = new FieldErrors();
        if (errors.RequireAddress(email)?.Key is not { } key) return errors.Problem!;
        var closed = await door.Write(db => Close(db, key, by));
        if (closed.Problem is { } refusal) return refusal;
        foreach (var presence in closed.Value)
            if (!await live.JudgeAgain(presence.Session, presence.Participant)) return ErasureProblems.Unreachable;
        var erased = await door.Write(db => Erase(db, key, by));
        if (erased.Problem is { } problem) return problem;
        await Forget(erased.Value);
        foreach (var room in erased.Value.Rooms) register.Tell(room);
        foreach (var change in erased.Value.HandedOver) rooms.Tell(change);
        return erased.Value.Report;
    }

    /// <summary>Those whom a session in memory still names, in sessions that are open or were lately. One that cannot be reached is gone, and begins anew from the log.</summary>
    private async Task Forget(Erasure erased)
    {
        foreach (var people in erased.Live.GroupBy(presence => presence.Session, presence => presence.Participant))
        {
            await live.Forget(people.Key, people, Nameless.Name);
            sessions.Tell(new(people.Key));
        }
    }

    private static async Task<Outcome<List<Presence>>> Close(UsherDb db, string key, Actor by)
    {
        // One erasure after another, and no two admins each other.
        await db.HoldAdmins();
        var traces = await db.TracesOf(key);
        if (await Refusal(db, traces, by) is { } problem) return problem;
        foreach (var account in traces.Accounts) await db.Close(account, by.At);
        foreach (var invitation in traces.Invitations) await db.Revoke(invitation, by.Id, by.From, by.At);
        await db.PutOut(guest => guest.EmailKey == key, by.At);
        return await InMemory(db, traces, by.At);
    }

    private static async Task<Problem?> Refusal(UsherDb db, Traces traces, Actor by)
    {
        if (traces.Accounts.Contains(by.Id)) return ErasureProblems.Oneself;
        foreach (var account in traces.Accounts)
            if (!await db.OtherAdmins(account)) return AccountProblems.OnlyAdmin;
        return (await db.RoomsOf(traces.Accounts)).Find(owned => owned.Heir is null) is { } room ? ErasureProblems.OwnsRooms with { About = room.Room.ToString() } : null;
    }

    private async Task<Outcome<Erasure>> Erase(UsherDb db, string key, Actor by)
    {
        await db.HoldAdmins();
        var traces = await db.TracesOf(key);
        if (traces.None) return Erasure.Nothing;
        if (await Refusal(db, traces, by) is { } problem) return problem;
        var (report, inMemory) = (await db.Report(traces), await InMemory(db, traces, by.At));
        var seen = await db.Invitations.Where(one => traces.Invitations.Contains(one.Id)).Select(one => one.RoomId).Distinct().ToListAsync();
        await KeepOut(db, key, traces, by.At);
        foreach (var people in traces.Presences.GroupBy(presence => presence.Session, presence => presence.Participant))
            await db.Forget(people.Key, [.. people], Nameless.Name);
        await db.Unname([.. traces.Presences.Select(presence => presence.Participant)]);
        foreach (var some in traces.Invitations.Chunk(InvitationsAtOnce)) await db.Strip(some, by.At);
        await db.Strip(traces.Guests, by.At);
        await db.Delete(traces.GuestCodes);
        await db.MembersOf(traces).ExecuteDeleteAsync();
        var handed = await db.HandOver(traces.Accounts, by);
        foreach (var account in traces.Accounts) await Erase(db, account, by.At);
        await db.EraseMailsTo(traces.Addresses);
        await db.EraseMentions(traces.Accounts, traces.Addresses, traces.Names, Nameless.Name);
        db.Add(by.Did("person.erased", traces.Accounts.Count > 0 ? traces.Accounts[0] : "person", InWords(report)));
        return new Erasure(report, inMemory, seen, handed);
    }

    /// <summary>Whoever was removed from a session that is not over stays out of it, although nothing says any more who that was.</summary>
    private async Task KeepOut(UsherDb db, string key, Traces traces, DateTimeOffset now)
    {
        var (people, over) = (traces.Presences.Select(presence => presence.Participant).ToList(), db.Sessions.Where(SessionRules.OverBefore(now)));
        var guestsUnproven = db.Guests.Where(guest => guest.Assurance != Assurance.EmailedCode);
        var removed = await db.Participants.Where(person => people.Contains(person.Id) && person.RemovedAt != null && !over.Any(session => session.Id == person.SessionId))
            .Select(person => new { person.Id, TypedOnly = guestsUnproven.Any(guest => guest.Id == person.GuestId) }).ToListAsync();
        if (removed.Count == 0) return;
        var devices = await db.DeviceBindings.Where(device => traces.Invitations.Contains(device.InvitationId)).Select(device => new { device.Id, device.KeyThumbprint }).ToListAsync();
        var guests = await db.Guests.Where(guest => traces.Guests.Contains(guest.Id)).Select(guest => guest.KeyThumbprint).ToListAsync();
        var signIns = await db.Set<IdentityUserLogin<AccountId>>().Where(one => traces.Accounts.Contains(one.UserId)).Select(one => new { one.LoginProvider, one.ProviderKey }).ToListAsync();
        var ways = signIns.Select(one => RemovalMarks.SignIn(one.LoginProvider, one.ProviderKey)).Concat(devices.Select(device => RemovalMarks.Device(device.Id)))
            .Concat(devices.Select(device => device.KeyThumbprint).Concat(guests).OfType<string>().Distinct().Select(RemovalMarks.Key)).ToList();
        db.AddRange(removed.SelectMany(who => ways.Append(who.TypedOnly ? RemovalMarks.TypedByGuest(key) : RemovalMarks.Address(key)).Select(way => marks.Of(who.Id, way))));
    }

    private static async Task Erase(UsherDb db, AccountId id, DateTimeOffset now)
    {
        await db.DeleteMails([id.ToString()]);
        await db.EmptyAccount(id);
        await db.Set<Api.IdempotentCall>().Where(call => call.AccountId == id).ExecuteDeleteAsync();
        await db.DeepLinkRequests.Where(one => one.AccountId == id).ExecuteDeleteAsync();
        await db.LtiRegistrationLinks.Where(one => one.MadeById == id).ExecuteDeleteAsync();
        var needed = await db.Invitations.AnyAsync(one => one.IssuedById == id) || await db.GuestLinks.AnyAsync(one => one.KeptById == id)
            || await db.EmailTemplateVersions.AnyAsync(one => one.SavedById == id);
        await db.DeleteAccount(id, needed, Nameless.Name, now);
    }

    private static async Task<List<Presence>> InMemory(UsherDb db, Traces traces, DateTimeOffset now)
    {
        var people = traces.Presences.Select(presence => presence.Participant).ToList();
        var old = db.Sessions.Where(SessionRules.OverBefore(now - Remembered));
        return await db.Participants.Where(person => people.Contains(person.Id) && !old.Any(session => session.Id == person.SessionId))
            .Select(person => new Presence(person.SessionId, person.Id)).ToListAsync();
    }

    private static string InWords(ErasureReport report) =>
        $"{(report.Account ? "account, " : "")}{report.Invitations} invitations, {report.GuestEntries} guest entries, {report.GuestCodes} guest codes, {report.Courses} courses, {report.Sessions} sessions, {report.Messages} messages";

    /// <param name="Live">In sessions that a node may hold in memory.</param>
    /// <param name="Rooms">Whose registers show something else now.</param>
    private sealed record Erasure(ErasureReport Report, IReadOnlyList<Presence> Live, IReadOnlyList<RoomId> Rooms, IReadOnlyList<RoomChange> HandedOver)
    {
        public static readonly Erasure Nothing = new(ErasureReport.Nothing, [], [], []);
    }
}
