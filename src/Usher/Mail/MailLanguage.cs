using System.Globalization;

namespace Usher.Mail;

/// <summary>The language in which a mail is written: its reader's, if the site speaks it, and otherwise English.</summary>
public static class MailLanguage
{
    // English as most of its readers write dates and clocks.
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <param name="tag">A BCP 47 tag; null when nobody has said.</param>
    /// <param name="spoken">The languages that the site has words in.</param>
    public static CultureInfo Of(string? tag, IEnumerable<CultureInfo>? spoken)
    {
        if (tag is null || spoken is null) return English;
        var known = spoken.Where(culture => culture.Name.Length > 0).ToList();
        return known.Find(culture => culture.Name.Equals(tag, StringComparison.OrdinalIgnoreCase))
            ?? known.Find(culture => culture.TwoLetterISOLanguageName.Equals(tag.Split('-')[0], StringComparison.OrdinalIgnoreCase))
            ?? English;
    }

    /// <summary>A language that there is; null for a word that is none.</summary>
    public static CultureInfo? Known(string tag)
    {
        try
        {
            return tag.Length is > 0 and <= 35 ? CultureInfo.GetCultureInfo(tag, predefinedOnly: true) : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Runs what writes a mail, with dates and words in this language.</summary>
    public static T Write<T>(CultureInfo language, Func<T> write)
    {
        var (culture, words) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
            return write();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, words);
        }
    }
}
