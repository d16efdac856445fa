using System.Text.RegularExpressions;

namespace Usher.Web;

/// <summary>Blots out what nobody who reads logs or traces may learn: the secret of a link that lets somebody in, or do something once, and personal tokens.</summary>
public static partial class Redaction
{
    public static string Of(string text) => Secret().Replace(text, "$1…");

    [GeneratedRegex(@"(/i/|%2Fi%2F|/g/|/entry/|/guest/|/password/|/setup/|/move/|/lti/register/|usher_pat_)[0-9A-Za-z_%-]+", RegexOptions.IgnoreCase, Patterns.Patience)]
    private static partial Regex Secret();
}
