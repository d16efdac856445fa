using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Privacy;

/// <summary>Whom to erase.</summary>
/// <param name="Email">The person's address, whether they have an account or not.</param>
public sealed record ErasureRequest(string? Email)
{
    public override string ToString() => nameof(ErasureRequest);
}

/// <summary>What the forms of the page send.</summary>
public sealed record EraseForm
{
    public string? Email { get; init; }

    /// <summary>Given with the second form alone, which says what there is.</summary>
    public string? Erase { get; init; }

    public override string ToString() => nameof(EraseForm);
}

/// <summary>Erasing people, for the site's admins: a call, and a page that shows first what there is.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasures(this IEndpointRouteBuilder api) => api.MapPost("/admin/erasures", Erase).WithTags("Administration").RequireScope(Scopes.Admin)
        .Refuses(401, 403, 409, 422, 503).WithSummary("Erases a person, with or without an account: all that names them. Answers what there was; it cannot be undone.");

    public static void MapErasePages(this IEndpointRouteBuilder pages)
    {
        var page = pages.MapGroup(PeoplePages.ErasePath).RequireAdmin();
        page.MapGet("", Show);
        page.MapPost("", Submit);
    }

    private static async Task<Results<Ok<ErasureReport>, Refused>> Erase(ErasureRequest request, HttpContext context, ErasePerson erase)
    {
        var erased = await erase.Erase(request.Email, context.Actor());
        return erased.Problem is { } problem ? problem.ToResult() : TypedResults.Ok(erased.Value);
    }

    // By the account's id, since an address in an address line ends up in logs.
    private static async Task<IResult> Show(string? account, UsherDb db)
    {
        AccountId? id = AccountId.TryParse(account, null, out var parsed) ? parsed : null;
        var email = await db.Accounts.Where(one => one.Id == id).Select(one => one.Email).FirstOrDefaultAsync();
        return email is null ? Page.Of<ErasePersonPage>() : await Look(email, db);
    }

    private static async Task<IResult> Submit([FromForm] EraseForm form, HttpContext context, UsherDb db, ErasePerson erase)
    {
        if (form.Erase is null) return await Look(form.Email, db);
        var erased = await erase.Erase(form.Email, context.Actor());
        if (erased.Problem is { } problem) return await Look(form.Email, db, problem);
        return Page.Of<ErasePersonPage>(new { Report = erased.Value, Done = true });
    }

    private static async Task<IResult> Look(string? email, UsherDb db, Problem? problem = null)
    {
        var errors = new FieldErrors();
        if (errors.RequireAddress(email) is not { } address) return Page.Of<ErasePersonPage>(new { Email = email ?? "", Problem = errors.Problem }, 422);
        var report = await db.Report(await db.TracesOf(address.Key));
        return Page.Of<ErasePersonPage>(new { Email = address.Typed, Report = report, Problem = problem }, problem?.Status ?? 200);
    }
}
