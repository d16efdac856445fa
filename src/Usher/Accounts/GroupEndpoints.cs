using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>What a group is to be called.</summary>
/// <param name="Name">Up to 100 characters; no other group has it.</param>
public sealed record GroupRequest(string? Name);

/// <summary>A group, as admins see it.</summary>
/// <param name="Members">How many.</param>
/// <param name="Version">For <c>If-Match</c>.</param>
public sealed record GroupView(GroupId Id, string Name, int Members, DateTimeOffset CreatedAt, int Version);

/// <summary>The site's groups, for its admins.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        var groups = api.MapGroup("/admin/groups").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        groups.MapGet("", List).WithSummary("All groups, oldest first.");
        groups.MapPost("", Create).Refuses(409, 422).WithSummary("Makes a group.");

        var one = groups.MapGroup("/{group}").Refuses(404);
        one.MapGet("", Show).WithSummary("A group.");
        one.MapPatch("", Rename).Refuses(409, 412, 422).WithSummary("Renames a group.");
        one.MapDelete("", Delete).Produces(204).WithSummary("Deletes a group. Its members stay; what it allowed them ends at once.");
        one.MapGet("/members", Members).WithSummary("The accounts in a group, oldest account first.");
        one.MapPut("/members/{user}", Add).Produces(204).WithSummary("Adds an account to a group.");
        one.MapDelete("/members/{user}", Remove).Produces(204).WithSummary("Takes an account out of a group.");
    }

    /// <summary>Groups in the order of their making, as pages and calls show them.</summary>
    public static Task<List<GroupView>> GroupsAfter(this UsherDb db, GroupId? after, int most) => db.Groups.AsNoTracking()
        .Where(group => after == null || group.Id.CompareTo(after.Value) > 0)
        .OrderBy(group => group.Id).Take(most)
        .Select(group => new GroupView(group.Id, group.Name, group.Members.Count, group.CreatedAt, group.Version)).ToListAsync();

    /// <summary>Null when there is no such group.</summary>
    public static Task<GroupView?> GroupAsSeen(this UsherDb db, GroupId id) => db.Groups.AsNoTracking().Where(group => group.Id == id)
        .Select(group => new GroupView(group.Id, group.Name, group.Members.Count, group.CreatedAt, group.Version)).SingleOrDefaultAsync();

    /// <summary>The groups that an account is in, by name.</summary>
    public static Task<List<GroupView>> GroupsOf(this UsherDb db, AccountId account) => db.Groups.AsNoTracking()
        .Where(group => group.Members.Any(member => member.AccountId == account))
        .OrderBy(group => group.NameKey)
        .Select(group => new GroupView(group.Id, group.Name, group.Members.Count, group.CreatedAt, group.Version)).ToListAsync();

    public static Task<List<User>> MembersAfter(this UsherDb db, GroupId group, AccountId? after, int most) => db.GroupMembers.AsNoTracking()
        .Where(member => member.GroupId == group)
        .Where(member => after == null || member.AccountId.CompareTo(after.Value) > 0)
        .OrderBy(member => member.AccountId).Take(most).Select(member => member.Account!)
        .Select(account => new User(account.Id, account.Email ?? "", account.FirstName, account.LastName, account.SiteRole, account.CreatedAt, account.DisabledAt))
        .ToListAsync();

    private static async Task<Ok<IReadOnlyList<GroupView>>> List([AsParameters] PageOfList page, HttpContext context, UsherDb db)
    {
        GroupId? after = GroupId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        return page.Answer<GroupView>(context, await db.GroupsAfter(after, page.Size + 1), group => group.Id.ToString());
    }

    private static async Task<Results<Created<GroupView>, Refused>> Create(GroupRequest request, HttpContext context, ChangeGroups groups, UsherDb db)
    {
        var made = await groups.Create(request.Name, context.Actor());
        if (made.Problem is { } problem) return problem.ToResult();
        return TypedResults.Created($"{Halves.ApiBase}/admin/groups/{made.Value}", await Find(db, made.Value, context));
    }

    private static async Task<Results<Ok<GroupView>, Refused>> Show(GroupId group, HttpContext context, UsherDb db) =>
        await Find(db, group, context) is { } found ? TypedResults.Ok(found) : GroupProblems.Unknown.ToResult();

    private static async Task<Results<Ok<GroupView>, Refused>> Rename(GroupId group, GroupRequest request, HttpContext context, ChangeGroups groups, UsherDb db)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        var renamed = await groups.Rename(group, request.Name, version, context.Actor());
        return renamed.Problem is { } problem ? problem.ToResult() : TypedResults.Ok((await Find(db, group, context))!);
    }

    private static async Task<IResult> Delete(GroupId group, HttpContext context, ChangeGroups groups) =>
        (await groups.Delete(group, context.Actor())).ToResult(_ => TypedResults.NoContent());

    private static async Task<Results<Ok<IReadOnlyList<User>>, Refused>> Members(
        GroupId group, [AsParameters] PageOfList page, HttpContext context, UsherDb db)
    {
        if (!await db.Groups.AnyAsync(one => one.Id == group)) return GroupProblems.Unknown.ToResult();
        AccountId? after = AccountId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        return page.Answer<User>(context, await db.MembersAfter(group, after, page.Size + 1), user => user.Id.ToString());
    }

    private static async Task<IResult> Add(GroupId group, AccountId user, HttpContext context, ChangeGroups groups) =>
        (await groups.Add(group, user, context.Actor())).ToResult(_ => TypedResults.NoContent());

    private static async Task<IResult> Remove(GroupId group, AccountId user, HttpContext context, ChangeGroups groups) =>
        (await groups.Remove(group, user, context.Actor())).ToResult(_ => TypedResults.NoContent());

    private static async Task<GroupView?> Find(UsherDb db, GroupId id, HttpContext context)
    {
        var found = await db.GroupAsSeen(id);
        if (found is not null) context.Response.SetETag(found.Version);
        return found;
    }
}
