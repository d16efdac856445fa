using System.Globalization;
using Usher.Web;

namespace Usher.Mail;

/// <summary>The language in which a mail is written: its reader's, if the site speaks it, and otherwise the site's usual one.</summary>
public static class MailLanguage
{
    /// <summary>As most of its readers write dates and clocks.</summary>
    public static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <param name="tag">A BCP 47 tag; null when nobody has said.</param>
    /// <param name="offer">The languages that the site speaks.</param>
    public static CultureInfo Of(string? tag, LanguagesOnOffer offer) => (offer.Of(tag) ?? offer.Usual) is { Name: not "en" } other ? other : English;

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
