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
        admin.MapGet("", (HttpContext context, UsherDb db, PublicAddress site) => Overview(context, db, site));
        admin.MapPost("/links", MakeLink);
        admin.MapPost("/keys/rotate", Rotate);
        admin.MapGet("/new", (PublicAddress site) => Page.Of<RegistrationFormPage>(new { Form = new RegistrationForm(), Tool = ToolAddresses.Of(site) }));
        admin.MapPost("/new", Create);
        admin.MapGet("/{id}", Show);
        admin.MapPost("/{id}", Save);
        admin.MapPost("/{id}/remove", Remove);
    }

    private static async Task<IResult> Overview(HttpContext context, UsherDb db, PublicAddress site, RegistrationLinkView? link = null)
    {
        var courses = db.Set<Courses.Course>();
        var rows = await db.LtiRegistrations.AsNoTracking().OrderBy(one => one.Name)
            .Select(one => new RegistrationRow(one.Id, one.Name, one.Issuer, one.DisabledAt, courses.Count(course => course.RegistrationId == one.Id)))
            .ToListAsync(context.RequestAborted);
        return Page.Of<RegistrationsPage>(new { Rows = rows, Tool = ToolAddresses.Of(site), Link = link });
    }

    // Not by way of a redirect: the secret is in this answer and kept nowhere.
    private static async Task<IResult> MakeLink(HttpContext context, UsherDb db, PublicAddress site, MakeRegistrationLink make) =>
        await Overview(context, db, site, await make.Make(context.Actor()));

    private static async Task<IResult> Rotate(HttpContext context, ToolKeys keys)
    {
        await keys.Rotate(context.Actor());
        return Results.LocalRedirect(Path + "#keys");
    }

    private static async Task<IResult> Create(HttpContext context, SaveRegistration save, PublicAddress site)
    {
        var form = RegistrationForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var made = await save.Create(form.Details, context.Actor());
        return made.Problem is { } problem ? Form(form, null, problem, site) : Results.LocalRedirect($"{Path}/{made.Value.Id}");
    }

    private static async Task<IResult> Show(LtiRegistrationId id, UsherDb db, PublicAddress site)
    {
        var found = await db.LtiRegistrations.AsNoTracking().Include(one => one.Deployments).FirstOrDefaultAsync(one => one.Id == id);
        return found is null ? LtiProblems.Unknown.ToPage() : Form(RegistrationForm.Of(RegistrationView.Of(found)), id, null, site);
    }

    private static async Task<IResult> Save(LtiRegistrationId id, HttpContext context, SaveRegistration save, PublicAddress site)
    {
        var form = RegistrationForm.From(await context.Request.ReadFormAsync(context.RequestAborted));
        var saved = await save.Edit(id, form.Details, null, context.Actor());
        return saved.Problem is { } problem && problem.Status != 404 ? Form(form, id, problem, site) : Results.LocalRedirect(Path);
    }

    private static async Task<IResult> Remove(LtiRegistrationId id, SaveRegistration save, HttpContext context) =>
        (await save.Remove(id, context.Actor())).Match(_ => Results.LocalRedirect(Path), problem => problem.ToPage());

    private static IResult Form(RegistrationForm form, LtiRegistrationId? id, Problem? problem, PublicAddress site) =>
        Page.Of<RegistrationFormPage>(new { Form = form, Id = id, Problem = problem, Tool = ToolAddresses.Of(site) }, problem?.Status ?? 200);
}

/// <summary>A learning platform in the list of all that are registered.</summary>
/// <param name="Courses">How many courses have come by it.</param>
public sealed record RegistrationRow(LtiRegistrationId Id, string Name, string Issuer, DateTimeOffset? DisabledAt, int Courses);
