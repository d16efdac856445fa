using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace Usher.Web;

/// <summary>
/// The languages that the site speaks: English, which is written in the code, those that travel in the assembly, and any more from files
/// <c>languages/TAG.json</c> in the data directory (English text to local text). Read once, at the start.
/// </summary>
public sealed class Languages
{
    /// <summary>The cookie that keeps what somebody chose themselves.</summary>
    public const string Cookie = "__Host-usher-language";

    private const string Embedded = "languages/";
    private static readonly JsonSerializerOptions InPage = new() { Encoder = JavaScriptEncoder.Default };

    private readonly Dictionary<string, Dictionary<string, string>> words = new(StringComparer.OrdinalIgnoreCase);

    public Languages(IOptions<UsherOptions> options)
    {
        var assembly = typeof(Languages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Embedded, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            Add(Path.GetFileNameWithoutExtension(name[Embedded.Length..]), stream);
        }
        var folder = Path.Combine(options.Value.DataDirectory, "languages");
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            using var stream = File.OpenRead(file);
            Add(Path.GetFileNameWithoutExtension(file), stream);
        }
        All = [CultureInfo.GetCultureInfo("en"), .. words.Keys.Order(StringComparer.Ordinal).Select(CultureInfo.GetCultureInfo)];
    }

    /// <summary>English first.</summary>
    public IReadOnlyList<CultureInfo> All { get; }

    /// <summary>The one that a BCP 47 tag asks for, or the nearest to it; null if the site does not speak it.</summary>
    public CultureInfo? Of(string? tag) => tag is null ? null
        : All.FirstOrDefault(one => one.Name.Equals(tag, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(one => one.TwoLetterISOLanguageName.Equals(tag.Split('-')[0], StringComparison.OrdinalIgnoreCase));

    /// <summary>Null where there is no translation: then the English is shown.</summary>
    public string? Find(string english, CultureInfo culture)
    {
        for (var asked = culture; asked.Name.Length > 0; asked = asked.Parent)
            if (words.TryGetValue(asked.Name, out var theirs)) return theirs.GetValueOrDefault(english);
        return null;
    }

    /// <summary>The translations of these texts as JSON that may stand in a page; null in English.</summary>
    public string? ForPage(IEnumerable<string> texts, CultureInfo culture)
    {
        var found = texts.Select(text => (Text: text, Local: Find(text, culture))).Where(one => one.Local is not null).ToDictionary(one => one.Text, one => one.Local);
        return found.Count == 0 ? null : JsonSerializer.Serialize(found, InPage);
    }

    private void Add(string tag, Stream json)
    {
        try
        {
            _ = CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
            words[tag] = JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];
        }
        catch (Exception fault) when (fault is JsonException or CultureNotFoundException)
        {
            throw new OptionsValidationException(nameof(Languages), typeof(Languages), [$"languages/{tag}.json is no table of texts for a language: {fault.Message}"]);
        }
    }
}

/// <summary>Every word of pages and mails, in the language of the moment.</summary>
public sealed class WordsInLanguage(Languages languages) : IStringLocalizer<Words>
{
    public LocalizedString this[string name] => Find(name) is { } local ? new(name, local) : new(name, name, resourceNotFound: true);

    public LocalizedString this[string name, params object[] arguments] =>
        new(name, string.Format(CultureInfo.CurrentCulture, Find(name) ?? name, arguments));

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];

    private string? Find(string name) => languages.Find(name, CultureInfo.CurrentUICulture);
}

/// <summary>Whose language a page is in: what this browser's person chose, else that of their invitation, else what their browser asks for.</summary>
internal static class LanguageOfRequest
{
    public static IServiceCollection AddLanguages(this IServiceCollection services)
    {
        services.AddSingleton<Languages>().AddSingleton<IStringLocalizer<Words>, WordsInLanguage>();
        services.AddOptions<RequestLocalizationOptions>().Configure<Languages>((options, languages) =>
        {
            var all = languages.All.ToList();
            (options.DefaultRequestCulture, options.SupportedCultures, options.SupportedUICultures) = (new("en"), all, all);
            options.RequestCultureProviders =
            [
                new CustomRequestCultureProvider(context => Task.FromResult(Chosen(context) is { } tag && languages.Of(tag) is { } culture ? new ProviderCultureResult(culture.Name) : null)),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
        return services;
    }

    public static void MapLanguages(this IEndpointRouteBuilder pages) => pages.MapPost("/language", Choose).AllowAnonymous();

    /// <summary>Shows what follows in an invitee's language, unless they chose another themselves.</summary>
    /// <param name="tag">A BCP 47 tag; null when nobody has said.</param>
    public static IResult In(this IResult result, string? tag) => tag is null ? result : new InLanguage(result, tag);

    private static string? Chosen(HttpContext context) => context.Request.Cookies[Languages.Cookie];

    private static async Task<IResult> Choose(HttpContext context, Languages languages)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        if (languages.Of(sent["language"]) is { } culture)
            context.Response.Cookies.Append(Languages.Cookie, culture.Name, new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return new SeeOther(LocalPath.Or(sent["return"], "/"));
    }

    private sealed class InLanguage(IResult result, string tag) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (Chosen(httpContext) is null && httpContext.RequestServices.GetRequiredService<Languages>().Of(tag) is { } culture)
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            await result.ExecuteAsync(httpContext);
        }
    }
}
