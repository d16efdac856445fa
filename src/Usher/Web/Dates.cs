using System.Globalization;

namespace Usher.Web;

/// <summary>
/// Days as the language of the moment writes them. English is the site's own, "Thursday 26 November"; others write theirs by their own
/// rules: "Donnerstag, 26. November".
/// </summary>
public static class Dates
{
    /// <summary>"Thursday 26 November".</summary>
    public static string Weekday(this DateTimeOffset at) => at.ToString(IsEnglish ? "dddd d MMMM" : $"dddd, {DayAndMonth}", CultureInfo.CurrentCulture);

    /// <summary>"26 November 2026".</summary>
    public static string Date(this DateTimeOffset at) => at.ToString(IsEnglish ? "d MMMM yyyy" : DateOfYear, CultureInfo.CurrentCulture);

    /// <summary>"Thursday 26 November 2026".</summary>
    public static string LongDate(this DateTimeOffset at) => at.ToString(IsEnglish ? "dddd d MMMM yyyy" : Format.LongDatePattern, CultureInfo.CurrentCulture);

    /// <summary>"26 Nov, 16:00".</summary>
    public static string Brief(this DateTimeOffset at) => at.ToString(IsEnglish ? "d MMM, HH:mm" : $"{Short(DayAndMonth)}, HH:mm", CultureInfo.CurrentCulture);

    /// <summary>"26 Nov 2026, 16:00".</summary>
    public static string BriefOfYear(this DateTimeOffset at) => at.ToString(IsEnglish ? "d MMM yyyy, HH:mm" : $"{Short(DateOfYear)}, HH:mm", CultureInfo.CurrentCulture);

    private static DateTimeFormatInfo Format => CultureInfo.CurrentCulture.DateTimeFormat;

    private static bool IsEnglish => CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "en";

    private static string DayAndMonth => Format.MonthDayPattern;

    private static string DateOfYear => Format.LongDatePattern.Replace("dddd", "", StringComparison.Ordinal).Trim(' ', ',', '،');

    private static string Short(string pattern) => pattern.Replace("MMMM", "MMM", StringComparison.Ordinal);
}
