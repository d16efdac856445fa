using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>The pages on which an admin looks after the site's accounts.</summary>
internal static class PeoplePages
{
    public const string Path = "/admin/people";
    private const int PageLength = 50;

    public static void MapPeoplePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(AdminSections.Start, () => Page.Of<AdminPage>()).RequireAdmin();
        var people = pages.MapGroup(Path).RequireAdmin();
        people.MapGet("", List);
    }

    private static async Task<IResult> List(string? query, string? role, string? state, string? cursor, UsherDb db)
    {
        var search = new PeopleSearch(query, AccountWords.RoleOf(role), AccountWords.DisabledOf(state), AccountId.TryParse(cursor, null, out var before) ? before : null);
        var rows = await db.PeopleFound(search, PageLength + 1);
        return Page.Of<PeoplePage>(new { Search = search, Rows = rows.Take(PageLength).ToList(), Next = rows.Count > PageLength ? rows[PageLength - 1].Id : (AccountId?)null });
    }
}
