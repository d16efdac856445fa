using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Settings;

/// <summary>The site's own look over the one it comes with: a stylesheet and a logo, each at an address that changes with it.</summary>
internal static class SiteTheme
{
    private const string Sheet = "/theme";

    public static void MapTheme(this IEndpointRouteBuilder pages)
    {
        var free = pages.MapGroup("").AllowAnonymous().WithoutLimit();
        free.MapGet($"{Sheet}/{{name}}.css", ServeSheet);
        free.MapGet($"{Sheet}/logo/{{name}}", ServeLogo);
    }

    public static Face FaceOf(ThemingSettings theming) => new(
        theming.SiteName,
        theming.Logo is { } logo ? $"{Sheet}/logo/{logo}" : null,
        SheetOf(theming) is { } sheet ? $"{Sheet}/{NameOf(sheet)}.css" : null,
        [.. theming.FooterLinks.Select(link => (link.Text, link.Url))]);

    /// <summary>Null for the colours that are in the bundles already.</summary>
    private static string? SheetOf(ThemingSettings theming)
    {
        if (theming is { PrimaryLight: ThemingSettings.UsualDay, PrimaryDark: ThemingSettings.UsualNight }) return null;
        // Values are colours by the time they are in force: what is written here is digits of ours, never what somebody typed.
        if (!Colour.TryParse(theming.PrimaryLight, out var light) || !Colour.TryParse(theming.PrimaryDark, out var dark)) return null;
        var (day, night) = (ThemeRules.Day(light), ThemeRules.Night(dark));
        return $":root{{--primary:light-dark({day.Primary},{night.Primary});--primary-lift:light-dark({day.Lift},{night.Lift});" +
            $"--on-primary:light-dark({day.On},{night.On});--primary-soft:light-dark({day.Soft},{night.Soft})}}";
    }

    private static string NameOf(string sheet) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sheet)))[..12];

    /// <summary>The sheet of now, whatever its name: a page from a moment ago is better dressed in today's colours than in none.</summary>
    private static async Task<IResult> ServeSheet(string name, SiteSettings settings, HttpContext context)
    {
        var sheet = SheetOf(await settings.Theming()) ?? "";
        context.Response.Headers.CacheControl = NameOf(sheet) == name ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Text(sheet, "text/css; charset=utf-8");
    }

    private static async Task<IResult> ServeLogo(string name, UsherDb db, HttpContext context)
    {
        if (await db.Set<SiteImage>().AsNoTracking().FirstOrDefaultAsync(image => image.Name == name, context.RequestAborted) is not { } image)
            return CommonProblems.NotFound.ToPage();
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(image.Bytes, image.ContentType);
    }
}
