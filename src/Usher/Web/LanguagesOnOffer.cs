using System.Globalization;

namespace Usher.Web;

/// <summary>What the site speaks to people, of all that it has words in.</summary>
/// <param name="Usual">To whom nothing is known about.</param>
/// <param name="All">What people can choose from; the usual one is among them.</param>
public sealed record LanguagesOnOffer(CultureInfo Usual, IReadOnlyList<CultureInfo> All)
{
    /// <summary>The one that a BCP 47 tag asks for, or the nearest to it; null if it is not on offer, or no tag at all.</summary>
    public CultureInfo? Of(string? tag) => tag is null ? null
        : All.FirstOrDefault(one => one.Name.Equals(tag, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(one => one.TwoLetterISOLanguageName.Equals(tag.Split('-')[0], StringComparison.OrdinalIgnoreCase));

    /// <param name="languages">What there are words in.</param>
    /// <param name="usual">A tag, as an admin chose it.</param>
    /// <param name="offered">Tags, as an admin chose them; none for all. What there are no words in any more is passed over.</param>
    public static LanguagesOnOffer Of(Languages languages, string usual, IReadOnlyCollection<string> offered)
    {
        var all = languages.All.Where(one => offered.Count == 0 || offered.Contains(one.Name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (all.Count == 0) all.Add(languages.All[0]);
        return new(all.Find(one => one.Name.Equals(usual, StringComparison.OrdinalIgnoreCase)) ?? all[0], all);
    }
}

/// <summary>Knows what is on offer now, by way of whoever keeps it.</summary>
public sealed class SiteLanguages(Languages languages, Func<Task<(string Usual, IReadOnlyList<string> Offered)>> read)
{
    private volatile LanguagesOnOffer last = new(languages.All[0], languages.All);

    /// <summary>The last known when the database does not answer: the page that says so is in a language as well.</summary>
    public async ValueTask<LanguagesOnOffer> Now()
    {
        try
        {
            var (usual, offered) = await read();
            return last = LanguagesOnOffer.Of(languages, usual, offered);
        }
#pragma warning disable CA1031 // whatever it is, a page is being written to tell of it
        catch (Exception)
#pragma warning restore CA1031
        {
            return last;
        }
    }
}

/// <summary>What a language calls itself.</summary>
public static class LanguageNames
{
    /// <summary>As its speakers write it, whatever the page's language.</summary>
    public static string InOwnWords(this CultureInfo language) => language.NativeName.Length > 0 ? language.TextInfo.ToTitleCase(language.NativeName) : language.Name;
}
