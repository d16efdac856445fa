using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.OpenIdConnect;

/// <summary>OpenID Providers over the API, for the site's admins.</summary>
internal static class ProviderEndpoints
{
    private const string Path = "/admin/open-id-providers";

    public static void MapProviders(this IEndpointRouteBuilder api)
    {
        var all = api.MapGroup(Path).WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        all.MapGet("", List).WithSummary("The OpenID Providers by which people sign in, oldest first.");
        all.MapPost("", Create).Refuses(409, 422).Produces<ProviderView>(201).WithSummary("Adds an OpenID Provider, after reading its description.");
        all.MapGet("/{id}", Show).Refuses(404).Produces<ProviderView>().WithSummary("An OpenID Provider.");
        all.MapPatch("/{id}", Edit).Refuses(404, 412, 422).Produces<ProviderView>().WithSummary("Changes what is given of a provider, or turns it off: whoever came by it is signed out at once.");
        all.MapDelete("/{id}", Remove).Refuses(404).Produces(204).WithSummary("Removes a provider: whoever came by it is signed out at once. Their accounts stay.");
    }

    private static async Task<Ok<IReadOnlyList<ProviderView>>> List([AsParameters] PageOfList page, HttpContext context, UsherDb db, PublicAddress site)
    {
        OpenIdProviderId? after = OpenIdProviderId.TryParse(page.Cursor, null, out var cursor) ? cursor : null;
        var rows = await db.OpenIdProviders.AsNoTracking().Where(one => after == null || one.Id.CompareTo(after.Value) > 0)
            .OrderBy(one => one.Id).Take(page.Size + 1).ToListAsync(context.RequestAborted);
        return page.Answer(context, [.. rows.Select(one => ProviderView.Of(one, site))], one => one.Id.ToString());
    }

    private static async Task<IResult> Create(ProviderDetails details, HttpContext context, SaveProvider save, PublicAddress site) =>
        (await save.Create(details, context.Actor(), context.RequestAborted)).ToResult(made =>
        {
            context.Response.SetETag(made.Version);
            return TypedResults.Created($"{Halves.ApiBase}{Path}/{made.Id}", ProviderView.Of(made, site));
        });

    private static async Task<IResult> Show(OpenIdProviderId id, HttpContext context, UsherDb db, PublicAddress site)
    {
        var found = await db.OpenIdProviders.AsNoTracking().FirstOrDefaultAsync(one => one.Id == id, context.RequestAborted);
        if (found is null) return OpenIdProblems.Unknown.ToResult();
        context.Response.SetETag(found.Version);
        return TypedResults.Ok(ProviderView.Of(found, site));
    }

    private static async Task<IResult> Edit(OpenIdProviderId id, ProviderDetails details, HttpContext context, SaveProvider save, PublicAddress site)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        return (await save.Edit(id, details, version, context.Actor())).ToResult(changed =>
        {
            context.Response.SetETag(changed.Version);
            return TypedResults.Ok(ProviderView.Of(changed, site));
        });
    }

    private static async Task<IResult> Remove(OpenIdProviderId id, HttpContext context, SaveProvider save) =>
        (await save.Remove(id, context.Actor())).ToResult(_ => TypedResults.NoContent());
}
