using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Web;

namespace Usher.Settings;

/// <summary>The settings of a module.</summary>
/// <param name="Values">Every setting of the module, as it is in force.</param>
/// <param name="Fixed">The names of those that the site's configuration fixes.</param>
public sealed record SettingsAnswer(string Module, JsonObject Values, IReadOnlyList<string> Fixed)
{
    internal static IResult Of(ModuleInForce found, HttpContext context)
    {
        context.Response.SetETag(found.Version);
        return TypedResults.Ok(new SettingsAnswer(found.Module.Name, found.Values, found.Fixed));
    }
}

/// <summary>The site's settings: over the API, on the pages of the administration, and in the look of all pages.</summary>
public static class SettingsEndpoints
{
    public static IServiceCollection AddSettings(this IServiceCollection services) => services
        .AddSingleton<SiteSettings>().AddSingleton<ChangeLogo>()
        .AddSingleton(OptionsOfSetting.TimeZone).AddSingleton(OptionsOfSetting.AllowedUsers)
        .AddSingleton(provider => OptionsOfSetting.Usual(provider.GetRequiredService<Languages>()))
        .AddSingleton(provider => OptionsOfSetting.Offered(provider.GetRequiredService<Languages>()))
        .AddSingleton(provider => new SiteLanguages(provider.GetRequiredService<Languages>(), async () =>
        {
            var site = await provider.GetRequiredService<SiteSettings>().Site();
            return (site.Language, site.Languages);
        }))
        .AddSingleton(provider => new SiteFace(async () => SiteTheme.FaceOf(await provider.GetRequiredService<SiteSettings>().Theming())));

    public static void MapSettings(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapSettingsPages();
        pages.MapTheme();
        var settings = api.MapGroup("/admin/settings/{module}").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403, 404);
        settings.MapGet("", Show).Produces<SettingsAnswer>().WithSummary("A module's settings, as they are in force.");
        settings.MapPatch("", Change).Refuses(412, 422).Produces<SettingsAnswer>().WithSummary("Changes some of a module's settings, at once on every node; all of them or none.");
        var logo = api.MapGroup("/admin/settings/theming/logo").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        logo.MapPut("", SetLogo).Refuses(413, 422).WithMetadata(new RequestSizeLimitAttribute(ChangeLogo.Largest + 1)).Accepts<Stream>("application/octet-stream", "image/*", "*/*")
            .Produces<SettingsAnswer>().WithSummary("Sets the site's logo: the body is a PNG, JPEG, GIF, WebP or AVIF image of up to 256 KB.");
    }

    private static async Task<IResult> Show(string module, HttpContext context, SiteSettings settings) =>
        await settings.Module(module) is { } found ? SettingsAnswer.Of(found, context) : CommonProblems.NotFound.ToResult();

    private static async Task<IResult> Change(string module, JsonObject changes, HttpContext context, SiteSettings settings)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        var by = context.Actor();
        return (await settings.Change(module, changes, by.Id.ToString(), by.From, version)).ToResult(found => SettingsAnswer.Of(found, context));
    }

    private static async Task<IResult> SetLogo(HttpContext context, SiteSettings settings, ChangeLogo logo)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var kept = await logo.Keep(bytes.ToArray(), context.RequestAborted);
        if (kept.Problem is { } problem) return problem.ToResult();
        var by = context.Actor();
        return (await settings.Change("theming", new JsonObject { ["logo"] = kept.Value }, by.Id.ToString(), by.From)).ToResult(found => SettingsAnswer.Of(found, context));
    }
}
