using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>Stretches of time as people say them.</summary>
public static class AttendedWords
{
    public static string Attended(this IStringLocalizer<Words> words, long seconds) => seconds switch
    {
        0 => "",
        < 60 => words["under a minute"].Value,
        < 3600 => words["{0} min", seconds / 60].Value,
        _ => words["{0} h {1} min", seconds / 3600, (seconds / 60 % 60).ToString("00", System.Globalization.CultureInfo.CurrentCulture)].Value,
    };
}
