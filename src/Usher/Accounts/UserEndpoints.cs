using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>An account that an admin wants made.</summary>
/// <param name="SiteRole">What it may do on the site as a whole.</param>
/// <param name="Password">8 characters or more; none for somebody who is to sign in by other means.</param>
public sealed record NewUser(string Email, string FirstName, string LastName, SiteRole SiteRole = SiteRole.Member, string? Password = null)
{
    public override string ToString() => Email;
}

/// <summary>What to change of an account; what is left out stays.</summary>
/// <param name="Password">A new one, given by the admin. Ends all sign-ins.</param>
/// <param name="Disabled">A disabled account cannot sign in, is signed out at once, and its tokens are refused.</param>
public sealed record UserChanges(string? FirstName = null, string? LastName = null, SiteRole? SiteRole = null, string? Password = null, bool? Disabled = null)
{
    public override string ToString() => nameof(UserChanges);
}

/// <summary>An account, as admins see it.</summary>
public sealed record User(AccountId Id, string Email, string FirstName, string LastName, SiteRole SiteRole, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt);

/// <summary>The site's accounts, for its admins.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/admin/users").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        users.MapGet("", List).Refuses(422).WithSummary("Accounts, oldest first: all, or those found by a part of their name or address, by site role, or by being disabled.");
        users.MapPost("", Create).Refuses(409, 422).WithSummary("Makes an account.");
        users.MapPost("/import", Import).Refuses(413, 415, 422).WithMetadata(new RequestSizeLimitAttribute(4 * ImportFile.Largest)).Accepts<string>("text/csv", "*/*")
            .Produces<IReadOnlyList<ImportedRow>>().WithSummary("Makes many accounts from a CSV list, each in the groups that its row names: a verdict per row. With dryRun=true nothing is made.");
        users.MapGet("/{id}", Show).Refuses(404).WithSummary("An account.");
        users.MapPatch("/{id}", Edit).Refuses(404, 409, 422).WithSummary("Changes an account: its name, site role, password, or whether it is disabled.");
    }

    private static async Task<Results<Ok<IReadOnlyList<User>>, Refused>> List(
        string? query, string? siteRole, bool? disabled, [AsParameters] PageOfList page, HttpContext context, UsherDb db, CancellationToken cancel)
    {
        var role = AccountWords.RoleOf(siteRole);
        var errors = new FieldErrors();
        errors.Require(siteRole is null || role is not null, "siteRole", "Choose member, creator or admin.");
        if (errors.Problem is { } problem) return problem.ToResult();
        AccountId? after = AccountId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        var rows = await db.PeopleMatching(new(query, role, disabled, null))
            .Where(account => after == null || account.Id.CompareTo(after.Value) > 0)
            .OrderBy(account => account.Id).Take(page.Size + 1).ToListAsync(cancel);
        return page.Answer(context, [.. rows.Select(UserOf)], user => user.Id.ToString());
    }

    private static async Task<Results<Ok<User>, Refused>> Show(AccountId id, UsherDb db, CancellationToken cancel) =>
        await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.Id == id, cancel) is { } found ? TypedResults.Ok(UserOf(found)) : CommonProblems.NotFound.ToResult();

    private static async Task<IResult> Import(bool? dryRun, HttpContext context, UsherDb db, ImportAccounts import)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || type.MediaType != "text/csv") return CommonProblems.UnsupportedType.ToResult();
        using var reader = new StreamReader(context.Request.Body);
        var read = ImportFile.Read(await reader.ReadToEndAsync(context.RequestAborted));
        if (read.Problem is { } problem) return problem.ToResult();
        return TypedResults.Ok(dryRun is true
            ? await ImportAccounts.Preview(db, read.Value, context.RequestAborted)
            : await import.Import(read.Value, context.Actor()));
    }

    private static async Task<Results<Created<User>, Refused>> Create(NewUser request, HttpContext context, CreateAccount create)
    {
        var outcome = await create.Create(new(request.Email, request.FirstName, request.LastName, request.SiteRole, request.Password), context.SignedIn()!.Id, context.From());
        if (outcome.Problem is { } problem) return problem.ToResult();
        return TypedResults.Created($"{Halves.ApiBase}/admin/users/{outcome.Value.Id}", UserOf(outcome.Value));
    }

    private static async Task<Results<Ok<User>, Refused>> Edit(AccountId id, UserChanges request, HttpContext context, EditAccount edit)
    {
        var outcome = await edit.Edit(id, request, context.Actor());
        return outcome.Problem is { } problem ? problem.ToResult() : TypedResults.Ok(UserOf(outcome.Value));
    }

    private static User UserOf(Account account) => new(
        account.Id, account.Email ?? "", account.FirstName, account.LastName, account.SiteRole, account.CreatedAt, account.DisabledAt);
}
