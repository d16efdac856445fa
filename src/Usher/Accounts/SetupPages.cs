using Microsoft.AspNetCore.Mvc;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>The page behind a setup link. Whatever is wrong with a link, it is the page of an address that leads nowhere.</summary>
internal static class SetupPages
{
    public static void MapSetup(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/setup/{token}", Show).AllowAnonymous();
        pages.MapPost("/setup/{token}", Use).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn);
    }

    private static async Task<IResult> Show(string token, UsherDb db, TimeProvider time) => await SetUp.Opens(db, token, time.Now())
        ? Page.Of<SetupPage>(new { Form = PersonForm.Empty })
        : CommonProblems.NotFound.ToPage();

    private static async Task<IResult> Use(string token, [FromForm] PersonForm form, HttpContext context, SetUp setUp, UsherDb db, TimeProvider time)
    {
        if (!await SetUp.Opens(db, token, time.Now())) return CommonProblems.NotFound.ToPage();
        var wanted = new NewAccount(form.Email ?? "", form.FirstName ?? "", form.LastName ?? "", SiteRole.Admin, form.Password ?? "");
        var outcome = await setUp.Use(token, wanted, BrowserName.Whole(context.Request), context.From());
        if (outcome.Problem is { Errors: not null } problem) return Page.Of<SetupPage>(new { Form = form, Problem = problem }, problem.Status);
        if (outcome.Problem is { } over) return over.ToPage();
        await context.Remember(outcome.Value);
        return TypedResults.LocalRedirect(AdminSections.Start);
    }
}
