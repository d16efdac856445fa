using System.Text.RegularExpressions;

namespace Usher.Web;

/// <summary>Blots out what nobody who reads logs or traces may learn: the token of an invitation's or a guest link or of a new password's, and personal tokens.</summary>
public static partial class Redaction
{
    public static string Of(string text) => Secret().Replace(text, "$1…");

    [GeneratedRegex(@"(/i/|/g/|/entry/|/guest/|/password/|usher_pat_)[0-9A-Za-z_%-]+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();
}
