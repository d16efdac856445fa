using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Lti;

/// <summary>The admin's pages of learning platforms.</summary>
internal static class RegistrationPages
{
    private const string Path = "/admin/lti";

    public static void MapRegistrationPages(this IEndpointRouteBuilder pages)
    {
        var admin = pages.MapGroup(Path).RequireAdmin();
        admin.MapGet("", (HttpContext context, UsherDb db) => Overview(context, db));
        admin.MapPost("/links", MakeLink);
        admin.MapPost("/keys/rotate", Rotate);
        admin.MapGet("/new", (PublicAddress site) => Page.Of<RegistrationFormPage>(new { Form = new RegistrationForm(), Tool = ToolAddresses.Of(site) }));
        admin.MapPost("/new", Create);
        admin.MapGet("/{id}", Show);
        admin.MapPost("/{id}", Save);
        admin.MapPost("/{id}/remove", Remove);
    }

    private static async Task<IResult> Overview(HttpContext context, UsherDb db, RegistrationLinkView? link = null)
    {
        var courses = db.Set<Courses.Course>();
        var rows = await db.LtiRegistrations.AsNoTracking().OrderBy(one => one.Name)
            .Select(one => new RegistrationRow(one.Id, one.Name, one.Issuer, one.DisabledAt, courses.Count(course => course.RegistrationId == one.Id)))
            .ToListAsync(context.RequestAborted);
        return Page.Of<RegistrationsPage>(new { Rows = rows, Link = link });
    }

    // Not by way of a redirect: the secret is in this answer and kept nowhere.
    private static async Task<IResult> MakeLink(HttpContext context, UsherDb db, MakeRegistrationLink make) =>
        await Overview(context, db, await make.Make(context.Actor()));

    private static async Task<IResult> Rotate(HttpContext context, ToolKeys keys)
    {
        await keys.Rotate(context.Actor());
        return Results.LocalRedirect(Path + "#keys");
    }

    private static async Task<IResult> Create(HttpContext context, SaveRegistration save, PublicAddress site)
    {
        var form = RegistrationForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var made = await save.Create(form.Details, context.Actor());
        return made.Problem is { } problem ? Form(form, null, problem, site) : Results.LocalRedirect($"{Path}/{made.Value.Id}?done=made");
    }

    private static async Task<IResult> Show(LtiRegistrationId id, string? done, UsherDb db, PublicAddress site)
    {
        var found = await db.LtiRegistrations.AsNoTracking().Include(one => one.Deployments).FirstOrDefaultAsync(one => one.Id == id);
        return found is null ? LtiProblems.Unknown.ToPage() : Form(RegistrationForm.Of(RegistrationView.Of(found)), id, null, site, done);
    }

    private static async Task<IResult> Save(LtiRegistrationId id, HttpContext context, SaveRegistration save, PublicAddress site)
    {
        var form = RegistrationForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var saved = await save.Edit(id, form.Details, null, context.Actor());
        if (saved.Problem is { } problem) return problem.Status == 404 ? Results.LocalRedirect(Path) : Form(form, id, problem, site);
        return Results.LocalRedirect($"{Path}/{id}?done=saved");
    }

    private static async Task<IResult> Remove(LtiRegistrationId id, SaveRegistration save, HttpContext context) =>
        (await save.Remove(id, context.Actor())).Match(_ => Results.LocalRedirect(Path), problem => problem.ToPage());

    private static IResult Form(RegistrationForm form, LtiRegistrationId? id, Problem? problem, PublicAddress site, string? done = null) =>
        Page.Of<RegistrationFormPage>(new { Form = form, Id = id, Problem = problem, Tool = ToolAddresses.Of(site), Done = done }, problem?.Status ?? 200);
}

/// <summary>A learning platform in the list of all that are registered.</summary>
/// <param name="Courses">How many courses have come by it.</param>
public sealed record RegistrationRow(LtiRegistrationId Id, string Name, string Issuer, DateTimeOffset? DisabledAt, int Courses);
