using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Sessions;

namespace Usher.Privacy;

/// <summary>What there is about a person.</summary>
/// <param name="Account">Whether they have an account.</param>
/// <param name="Invitations">To them, whatever has become of them.</param>
/// <param name="GuestEntries">How often they came by a guest link.</param>
/// <param name="GuestCodes">Codes that were mailed to them at guest links, within the last day.</param>
/// <param name="Courses">Of how many courses of learning platforms they are members.</param>
/// <param name="Sessions">In how many sessions they were let in.</param>
/// <param name="Messages">Messages, questions and answers that they wrote.</param>
public sealed record ErasureReport(bool Account, int Invitations, int GuestEntries, int GuestCodes, int Courses, int Sessions, int Messages)
{
    public static readonly ErasureReport Nothing = new(false, 0, 0, 0, 0, 0, 0);
}

/// <summary>Somebody's presence in a session.</summary>
internal readonly record struct Presence(SessionId Session, ParticipantId Participant);

/// <summary>Where a person is found: all that an address leads to.</summary>
/// <param name="Names">By which an account or a host knows them, each written out. Not those typed by a guest, who could name anything, and have it erased from what was done.</param>
/// <param name="WrittenInCourses">The address in each of the ways in which learning platforms wrote it.</param>
/// <param name="Addresses">The address, as it was written in any of it.</param>
internal sealed record Traces(
    IReadOnlyList<AccountId> Accounts, IReadOnlyList<InvitationId> Invitations, IReadOnlyList<GuestId> Guests, IReadOnlyList<GuestCodeId> GuestCodes,
    IReadOnlyList<Presence> Presences, IReadOnlyList<string> WrittenInCourses, int Courses, IReadOnlyList<string> Names, IReadOnlyList<string> Addresses)
{
    public bool None => Accounts.Count + Invitations.Count + Guests.Count + GuestCodes.Count + Courses == 0;
}

internal static class FindTraces
{
    /// <param name="key">The address in the form that addresses are compared in.</param>
    public static async Task<Traces> TracesOf(this UsherDb db, string key)
    {
        var written = await db.WrittenInCourses(key);
        var members = db.CourseMembers.Where(member => member.Email != null && written.Contains(member.Email));
        // Those who came from a learning platform that is not trusted with addresses have an account without one.
        var accounts = await db.Accounts.Where(one => one.NormalizedEmail == key || (one.NormalizedEmail == null && members.Any(member => member.AccountId == one.Id)))
            .Select(one => new { one.Id, one.FirstName, one.LastName, Email = one.Email ?? key }).ToListAsync();
        var invitations = await db.Invitations.Where(one => one.EmailKey == key).Select(one => new { one.Id, one.FirstName, one.LastName, one.Email }).ToListAsync();
        var guests = await db.Guests.Where(one => one.EmailKey == key).Select(one => new { one.Id, one.FirstName, one.LastName, one.Email }).ToListAsync();
        // Somebody may have asked for a code with the address, and never come in.
        var codes = await db.GuestCodes.Where(one => one.EmailKey == key).Select(one => new { one.Id, one.Email }).ToListAsync();
        var (mine, invited, came) = (
            accounts.ConvertAll(one => (AccountId?)one.Id), invitations.ConvertAll(one => (InvitationId?)one.Id), guests.ConvertAll(one => (GuestId?)one.Id));
        var presences = await db.Participants
            .Where(person => mine.Contains(person.AccountId) || invited.Contains(person.InvitationId) || came.Contains(person.GuestId))
            .Select(person => new Presence(person.SessionId, person.Id)).ToListAsync();
        var all = accounts.Select(one => (one.FirstName, one.LastName, one.Email)).Concat(invitations.Select(one => (one.FirstName, one.LastName, one.Email)))
            .Concat(guests.Select(one => (one.FirstName, one.LastName, one.Email))).ToList();
        return new(
            accounts.ConvertAll(one => one.Id), invitations.ConvertAll(one => one.Id), guests.ConvertAll(one => one.Id), codes.ConvertAll(one => one.Id), presences, written,
            await db.MembersOf(accounts.ConvertAll(one => one.Id), written).CountAsync(),
            [.. all.Take(accounts.Count + invitations.Count).Select(one => $"{one.FirstName} {one.LastName}".Trim()).Where(name => name.Length > 0).Distinct()],
            [.. all.Select(one => one.Email).Concat(codes.Select(one => one.Email)).Concat(written).Append(key).Append(EmailAddress.Decoded(key)).Distinct(StringComparer.OrdinalIgnoreCase)]);
    }

    public static async Task<ErasureReport> Report(this UsherDb db, Traces traces, CancellationToken cancel = default)
    {
        var messages = 0;
        foreach (var presence in traces.Presences) messages += await db.Writings(presence.Session, presence.Participant, cancel);
        return new(
            traces.Accounts.Count > 0, traces.Invitations.Count, traces.Guests.Count, traces.GuestCodes.Count, traces.Courses,
            traces.Presences.Select(presence => presence.Session).Distinct().Count(), messages);
    }

    /// <summary>In courses, under this address or by one of these accounts.</summary>
    public static IQueryable<CourseMember> MembersOf(this UsherDb db, Traces traces) => db.MembersOf(traces.Accounts, traces.WrittenInCourses);

    private static IQueryable<CourseMember> MembersOf(this UsherDb db, IReadOnlyList<AccountId> accounts, IReadOnlyList<string> written)
    {
        var (ids, named) = (accounts.Select(id => (AccountId?)id).ToList(), db.CourseMembers.Where(member => member.Email != null && written.Contains(member.Email)));
        return db.CourseMembers.Where(member => ids.Contains(member.AccountId)
            || named.Any(other => other.CourseId == member.CourseId && other.Subject == member.Subject));
    }

    /// <summary>An address as platforms write it: in whatever case, and its domain in letters of any script or in A-labels.</summary>
    private static async Task<IReadOnlyList<string>> WrittenInCourses(this UsherDb db, string key)
    {
        // All ways of writing it begin alike, but for the case of ASCII letters: what is the same address is for the address to say.
        var start = string.Concat(key[..(key.LastIndexOf('@') + 1)].TakeWhile(char.IsAscii));
        var alike = await db.CourseMembers.Where(member => member.Email != null).Holding(start, member => member.Email!).Select(member => member.Email!).Distinct().ToListAsync();
        return [.. alike.Where(one => EmailAddress.Parse(one)?.Key == key)];
    }
}
