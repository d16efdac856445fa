using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Lti;

/// <summary>A link by which the admin of a learning platform registers it, when it has just been made.</summary>
/// <param name="Url">To paste into the learning platform's tool registration. Only its hash is kept: it is not to be had again.</param>
public sealed record RegistrationLinkView(string Url, DateTimeOffset ExpiresAt);

/// <summary>Learning platforms over the API, for the site's admins; and the tool's keyset, for the platforms.</summary>
internal static class RegistrationEndpoints
{
    public static void MapRegistrations(this IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/admin/lti-registrations").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        all.MapGet("", List).WithSummary("The registered learning platforms, oldest first.");
        all.MapPost("", Create).Refuses(409, 422).Produces<RegistrationView>(201).WithSummary("Registers a learning platform by hand.");
        all.MapGet("/tool", (PublicAddress site) => TypedResults.Ok(ToolAddresses.Of(site))).WithSummary("What to enter in the learning platform.");
        all.MapPost("/links", MakeLink).WithSummary("Makes a link by which a learning platform registers itself, once, within a week. Its secret is in this answer only.");
        all.MapPost("/keys/rotate", Rotate).Produces(204).WithSummary("Publishes a new key of the tool's, which signs from tomorrow on.");
        all.MapGet("/{id}", Show).Refuses(404).Produces<RegistrationView>().WithSummary("A registered learning platform.");
        all.MapPatch("/{id}", Edit).Refuses(404, 409, 412, 422).Produces<RegistrationView>().WithSummary("Changes what is given of a registration, or turns it off: whoever came by it is signed out at once.");
        all.MapDelete("/{id}", Remove).Refuses(404, 409).Produces(204).WithSummary("Forgets a registration that nobody has come by.");
    }

    public static void MapKeyset(this IEndpointRouteBuilder pages) => pages.MapGet(ToolAddresses.KeysetPath, async (ToolKeys keys, HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Json(await keys.Keyset(context.RequestAborted));
    }).AllowAnonymous();

    private static async Task<Ok<IReadOnlyList<RegistrationView>>> List([AsParameters] PageOfList page, HttpContext context, UsherDb db)
    {
        LtiRegistrationId? after = LtiRegistrationId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        var rows = await db.LtiRegistrations.AsNoTracking().Include(one => one.Deployments)
            .Where(one => after == null || one.Id.CompareTo(after.Value) > 0).OrderBy(one => one.Id).Take(page.Size + 1).ToListAsync(context.RequestAborted);
        return page.Answer(context, [.. rows.Select(RegistrationView.Of)], one => one.Id.ToString());
    }

    private static async Task<IResult> Create(RegistrationDetails details, HttpContext context, SaveRegistration save) =>
        (await save.Create(details, context.Actor())).ToResult(made =>
        {
            context.Response.SetETag(made.Version);
            return TypedResults.Created($"{Halves.ApiBase}/admin/lti-registrations/{made.Id}", RegistrationView.Of(made));
        });

    private static async Task<IResult> Show(LtiRegistrationId id, HttpContext context, UsherDb db)
    {
        var found = await db.LtiRegistrations.AsNoTracking().Include(one => one.Deployments).FirstOrDefaultAsync(one => one.Id == id, context.RequestAborted);
        if (found is null) return LtiProblems.Unknown.ToResult();
        context.Response.SetETag(found.Version);
        return TypedResults.Ok(RegistrationView.Of(found));
    }

    private static async Task<IResult> Edit(LtiRegistrationId id, RegistrationDetails details, HttpContext context, SaveRegistration save)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        return (await save.Edit(id, details, version, context.Actor())).ToResult(changed =>
        {
            context.Response.SetETag(changed.Version);
            return TypedResults.Ok(RegistrationView.Of(changed));
        });
    }

    private static async Task<IResult> Remove(LtiRegistrationId id, HttpContext context, SaveRegistration save) =>
        (await save.Remove(id, context.Actor())).ToResult(_ => TypedResults.NoContent());

    private static async Task<Ok<RegistrationLinkView>> MakeLink(HttpContext context, MakeRegistrationLink make) =>
        TypedResults.Ok(await make.Make(context.Actor()));

    private static async Task<NoContent> Rotate(HttpContext context, ToolKeys keys)
    {
        await keys.Rotate(context.Actor());
        return TypedResults.NoContent();
    }
}
