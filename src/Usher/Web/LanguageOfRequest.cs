using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Usher.Web;

/// <summary>Every word of pages and mails, in the language of the moment.</summary>
public sealed class WordsInLanguage(Languages languages) : IStringLocalizer<Words>
{
    public LocalizedString this[string name] => Find(name) is { } local ? new(name, local) : new(name, name, resourceNotFound: true);

    public LocalizedString this[string name, params object[] arguments] =>
        new(name, string.Format(CultureInfo.CurrentCulture, Find(name) ?? name, arguments));

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];

    private string? Find(string name) => languages.Find(name, CultureInfo.CurrentUICulture);
}

/// <summary>Whose language a page is in: what this browser's person chose, else that of their invitation, else what their browser asks for, else the site's usual one.</summary>
internal static class LanguageOfRequest
{
    /// <summary>The cookie that keeps what somebody chose themselves.</summary>
    public const string Cookie = "__Host-usher-language";

    private const int MostAsked = 20;

    public static IServiceCollection AddLanguages(this IServiceCollection services) =>
        services.AddSingleton<Languages>().AddSingleton<IStringLocalizer<Words>, WordsInLanguage>();

    public static void UseLanguages(this IApplicationBuilder app)
    {
        var languages = app.ApplicationServices.GetRequiredService<SiteLanguages>();
        app.Use(async (context, next) =>
        {
            // What is no page has no language, and whether the process is alive is answered without the database.
            if (!IsWordless(context.Request.Path)) Speak(Wanted(context, await languages.Now()));
            await next(context);
        });
    }

    public static void MapLanguages(this IEndpointRouteBuilder pages) => pages.MapPost("/language", Choose).AllowAnonymous().ExcludeFromDescription();

    /// <summary>Shows what follows in an invitee's language, unless they chose another themselves.</summary>
    /// <param name="tag">A BCP 47 tag; null when nobody has said.</param>
    public static IResult In(this IResult result, string? tag) => tag is null ? result : new InLanguage(result, tag);

    private static CultureInfo Wanted(HttpContext context, LanguagesOnOffer offer) =>
        Chosen(context, offer) ?? Asked(context.Request).Select(offer.Of).FirstOrDefault(one => one is not null) ?? offer.Usual;

    private static CultureInfo? Chosen(HttpContext context, LanguagesOnOffer offer) => offer.Of(context.Request.Cookies[Cookie]);

    private static IEnumerable<string?> Asked(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.Take(MostAsked).Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1).Select(one => one.Value.Value);

    private static readonly PathString[] WordlessPaths = ["/assets", "/healthz", "/readyz"];

    private static bool IsWordless(PathString path) => WordlessPaths.Any(wordless => path.StartsWithSegments(wordless, StringComparison.Ordinal));

    private static void Speak(CultureInfo culture) => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);

    private static async Task<IResult> Choose(HttpContext context, SiteLanguages languages)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        if ((await languages.Now()).Of(sent["language"]) is { } culture)
            context.Response.Cookies.Append(Cookie, culture.Name, new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return TypedResults.LocalRedirect(LocalPath.Or(sent["return"], "/"));
    }

    private sealed class InLanguage(IResult result, string tag) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var offer = await httpContext.RequestServices.GetRequiredService<SiteLanguages>().Now();
            if (Chosen(httpContext, offer) is null && offer.Of(tag) is { } culture) Speak(culture);
            await result.ExecuteAsync(httpContext);
        }
    }
}
