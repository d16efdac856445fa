using Microsoft.Extensions.Localization;

namespace Usher.Web;

/// <summary>
/// A browser's name for people, from its User-Agent header: enough to say "Firefox on Android". It decides
/// nothing; browsers say there what they like.
/// </summary>
internal static class BrowserName
{
    // The first that matches names it: most browsers also claim to be those further down.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
        ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static (string Browser, string System) Of(HttpRequest request)
    {
        var agent = request.Headers.UserAgent.ToString();
        return (First(Browsers, agent, "Another browser"), First(Systems, agent, "another system"));
    }

    /// <summary>Such as "Firefox on Android".</summary>
    public static string Whole(HttpRequest request)
    {
        var (browser, system) = Of(request);
        return $"{browser} on {system}";
    }

    /// <summary>The same in the reader's language, where it is one of ours.</summary>
    public static string Say(string whole, IStringLocalizer<Words> words) =>
        whole.Split(" on ") is [var browser, var system] ? words["{0} on {1}", words[browser].Value, words[system].Value] : whole;

    private static string First((string Mark, string Name)[] known, string agent, string otherwise)
    {
        foreach (var (mark, name) in known)
            if (agent.Contains(mark, StringComparison.Ordinal)) return name;
        return otherwise;
    }
}
