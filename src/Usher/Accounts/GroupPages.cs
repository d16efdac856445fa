using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>What the forms about groups send, each a part of it: properties, since a constructor would ask for all of them.</summary>
public sealed record GroupForm
{
    public static readonly GroupForm Empty = new();

    public string? Name { get; init; }

    /// <summary>That of the group on the page that was filled in.</summary>
    public string? Version { get; init; }

    public string? Email { get; init; }

    // What names no version has seen none, and is no newer than any.
    internal int VersionSeen => int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1;
}

/// <summary>What a group's page says has just been done.</summary>
/// <param name="Name">Of whom it was done to; null where it was done to the group.</param>
public sealed record DoneToGroup(string? What, string? Name);

/// <summary>The pages on which an admin puts accounts into groups.</summary>
internal static class GroupPages
{
    public const string Path = "/admin/groups";
    private const int PageLength = 50;

    public static void MapGroupPages(this IEndpointRouteBuilder pages)
    {
        var groups = pages.MapGroup(Path).RequireAdmin();
        groups.MapGet("", (string? cursor, string? done, UsherDb db) => All(db, cursor, isDeleted: done == "deleted"));
        groups.MapPost("", Create);
        groups.MapGet("/{group}", Show);
        groups.MapPost("/{group}", Rename);
        groups.MapPost("/{group}/members", Add);
        groups.MapPost("/{group}/members/{account}/remove", Remove);
        groups.MapGet("/{group}/delete", Ask);
        groups.MapPost("/{group}/delete", Delete);
    }

    private static async Task<IResult> All(UsherDb db, string? cursor = null, bool isDeleted = false, Problem? problem = null, GroupForm? typed = null)
    {
        var rows = await db.GroupsAfter(GroupId.TryParse(cursor, null, out var after) ? after : null, PageLength + 1);
        return Page.Of<GroupsPage>(new
        {
            Rows = rows.Take(PageLength).ToList(),
            Next = rows.Count > PageLength ? rows[PageLength - 1].Id : (GroupId?)null,
            IsDeleted = isDeleted,
            Problem = problem,
            Typed = typed ?? GroupForm.Empty,
        }, problem?.Status ?? 200);
    }

    private static async Task<IResult> Create([FromForm] GroupForm form, HttpContext context, ChangeGroups groups, UsherDb db)
    {
        var made = await groups.Create(form.Name, context.Actor());
        return made.Problem is { } problem ? await All(db, problem: problem, typed: form) : TypedResults.LocalRedirect(AddressOf(made.Value, "made"));
    }

    private static async Task<IResult> Show(GroupId group, string? cursor, string? done, string? who, UsherDb db)
    {
        var name = AccountId.TryParse(who, null, out var account) ? (await db.Accounts.AsNoTracking().FirstOrDefaultAsync(one => one.Id == account))?.Name : null;
        return await One(group, db, cursor, new(done, name));
    }

    private static async Task<IResult> Rename(GroupId group, [FromForm] GroupForm form, HttpContext context, ChangeGroups groups, UsherDb db)
    {
        var renamed = await groups.Rename(group, form.Name, form.VersionSeen, context.Actor());
        return renamed.Problem is { } problem ? await One(group, db, problem: problem, typed: form) : TypedResults.LocalRedirect(AddressOf(group, "renamed"));
    }

    private static async Task<IResult> Add(GroupId group, [FromForm] GroupForm form, HttpContext context, ChangeGroups groups, UsherDb db)
    {
        var errors = new FieldErrors();
        var key = errors.RequireAddress(form.Email)?.Key;
        var account = key is null ? null : await db.Accounts.AsNoTracking().FirstOrDefaultAsync(one => one.NormalizedEmail == key);
        errors.Require(account is not null, "email", "Nobody has an account with this address.");
        var problem = errors.Problem ?? (await groups.Add(group, account!.Id, context.Actor())).Problem;
        return problem is null ? TypedResults.LocalRedirect(AddressOf(group, "added", account!.Id)) : await One(group, db, problem: problem, typed: form);
    }

    private static async Task<IResult> Remove(GroupId group, AccountId account, string? cursor, HttpContext context, ChangeGroups groups) =>
        (await groups.Remove(group, account, context.Actor())).Problem is { } problem ? problem.ToPage() : TypedResults.LocalRedirect(AddressOf(group, "removed", account, cursor));

    private static async Task<IResult> Ask(GroupId group, UsherDb db) =>
        await db.GroupAsSeen(group) is { } found ? Page.Of<DeleteGroupPage>(new { Group = found }) : GroupProblems.Unknown.ToPage();

    private static async Task<IResult> Delete(GroupId group, HttpContext context, ChangeGroups groups) =>
        (await groups.Delete(group, context.Actor())).Problem is { } problem ? problem.ToPage() : TypedResults.LocalRedirect($"{Path}?done=deleted");

    private static async Task<IResult> One(GroupId id, UsherDb db, string? cursor = null, DoneToGroup? done = null, Problem? problem = null, GroupForm? typed = null)
    {
        if (await db.GroupAsSeen(id) is not { } group) return GroupProblems.Unknown.ToPage();
        AccountId? after = AccountId.TryParse(cursor, null, out var account) ? account : null;
        var members = await db.MembersAfter(id, after, PageLength + 1);
        // The last one of this part of the list was taken out.
        if (members.Count == 0 && after is not null) (after, members) = (null, await db.MembersAfter(id, null, PageLength + 1));
        return Page.Of<GroupPage>(new
        {
            Group = group,
            Members = members.Take(PageLength).ToList(),
            After = after,
            Next = members.Count > PageLength ? members[PageLength - 1].Id : (AccountId?)null,
            Done = done,
            Problem = problem,
            Typed = typed,
        }, problem?.Status ?? 200);
    }

    private static string AddressOf(GroupId group, string done, AccountId? who = null, string? cursor = null) =>
        Links.To($"{Path}/{group}", ("done", done), ("who", who?.ToString()), ("cursor", cursor));
}
