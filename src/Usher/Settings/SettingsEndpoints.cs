using System.Text.Json.Nodes;
using Usher.Accounts;
using Usher.Web;

namespace Usher.Settings;

/// <param name="Values">Every setting of the module, as it is in force.</param>
/// <param name="Fixed">The names of those that the site's configuration fixes.</param>
public sealed record SettingsAnswer(string Module, JsonObject Values, IReadOnlyList<string> Fixed);

/// <summary>The site's settings over the API, for its admins.</summary>
public static class SettingsEndpoints
{
    public static IServiceCollection AddSettings(this IServiceCollection services) => services.AddSingleton<SiteSettings>();

    public static void MapSettings(this IEndpointRouteBuilder api)
    {
        var settings = api.MapGroup("/admin/settings/{module}").WithTags("Administration").RequireScope(Scopes.Admin);
        settings.MapGet("", Show).Produces<SettingsAnswer>().WithSummary("A module's settings, as they are in force.");
        settings.MapPatch("", Change).Produces<SettingsAnswer>().WithSummary("Changes some of a module's settings, at once on every node; all of them or none.");
    }

    private static async Task<IResult> Show(string module, SiteSettings settings) =>
        await settings.Module(module) is { } values ? TypedResults.Ok(new SettingsAnswer(module, values, settings.Fixed(module))) : CommonProblems.NotFound.ToResult();

    private static async Task<IResult> Change(string module, JsonObject changes, HttpContext context, SiteSettings settings)
    {
        var by = context.Actor();
        return (await settings.Change(module, changes, by.Id.ToString(), by.From))
            .ToResult(values => TypedResults.Ok(new SettingsAnswer(module, values, settings.Fixed(module))));
    }
}
