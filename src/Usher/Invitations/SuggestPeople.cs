using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Rooms;

namespace Usher.Invitations;

/// <summary>Somebody whom a host may mean.</summary>
/// <param name="Source"><c>account</c>, <c>course</c> for the people of the room's course, or <c>invited</c> for people invited to this room before.</param>
public sealed record SuggestedPerson(string Email, string FirstName, string LastName, string Source);

/// <summary>Suggests whom to invite, from two characters of an address or a name: the people of its course, accounts, and people invited to this room before.</summary>
internal static class SuggestPeople
{
    private const int Most = 8;
    private const int Least = 2;

    public static async Task<IReadOnlyList<SuggestedPerson>> PeopleLike(this UsherDb db, RoomId room, AccountId by, string? query)
    {
        if (query?.Trim() is not { Length: >= Least and <= EmailAddress.MaxLength } part) return [];
        var accounts = await db.Accounts.AsNoTracking()
            .Where(account => account.Id != by && account.DisabledAt == null && account.Email != null)
            .Holding(part, account => account.Email!, account => account.FirstName + " " + account.LastName)
            .OrderBy(account => account.Email).Take(Most)
            .Select(account => new SuggestedPerson(account.Email!, account.FirstName, account.LastName, "account")).ToListAsync();
        var invited = await db.Invitations.AsNoTracking()
            .Where(one => one.RoomId == room && one.EmailKey != "")
            .HoldingLower(part, one => one.SearchText)
            .OrderByDescending(one => one.Id).Take(Most * 4)
            .Select(one => new SuggestedPerson(one.Email, one.FirstName, one.LastName, "invited")).ToListAsync();
        var rooms = db.Rooms.Where(one => one.Id == room);
        var course = await db.CourseMembers.AsNoTracking()
            .Where(member => member.LeftAt == null && member.Email != null && rooms.Any(one => one.CourseId == member.CourseId))
            .Holding(part, member => member.Email!, member => member.FirstName + " " + member.LastName)
            .OrderBy(member => member.LastName).ThenBy(member => member.FirstName).Take(Most)
            .Select(member => new SuggestedPerson(member.Email!, member.FirstName, member.LastName, "course")).ToListAsync();
        return [.. course.Concat(accounts).Concat(invited).DistinctBy(person => EmailAddress.Parse(person.Email)?.Key ?? person.Email).Take(Most)];
    }
}
