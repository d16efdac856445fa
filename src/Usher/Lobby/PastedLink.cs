using System.Text.RegularExpressions;

namespace Usher.Lobby;

/// <summary>
/// Finds the token in what somebody pasted, undoing what mail programs do to links: breaking them over lines, quoting them, ending
/// them with the sentence's full stop, encoding them as quoted-printable, or wrapping them in a rewriting gateway's address.
/// </summary>
internal static partial class PastedLink
{
    private const int Longest = 4_000;
    private const int MostLayers = 4;

    /// <summary>The token, or null when there is none in the text.</summary>
    public static string? Token(string? pasted)
    {
        if (pasted is not { Length: > 0 and <= Longest }) return null;
        // A gateway may have encoded what another gateway had encoded.
        var text = pasted;
        for (var layer = 0; layer < MostLayers; layer++)
        {
            var match = Link().Match(text);
            if (!match.Success) match = BrokenLink().Match(Breaks().Replace(text, ""));
            if (match.Success) return match.Groups[1].Value.ToLowerInvariant();
            text = Uri.UnescapeDataString(text.Replace("=3D", "=", StringComparison.OrdinalIgnoreCase));
        }
        return null;
    }

    /// <summary>What was pasted by mistake, to be mended rather than pasted again; empty where it may hold part of a token, which no page repeats.</summary>
    public static string Shown(string? pasted) => pasted is not { Length: > 0 and <= Longest } || TokenLike().IsMatch(pasted) ? "" : pasted;

    // Quoted-printable's soft line break, then every blank and the marks that mail programs put before quoted lines.
    [GeneratedRegex(@"=\r?\n|[\s>]+", RegexOptions.None, Patterns.Patience)]
    private static partial Regex Breaks();

    [GeneratedRegex(@"/i/([0-9A-Za-z]{52})(?![0-9A-Za-z])", RegexOptions.None, Patterns.Patience)]
    private static partial Regex Link();

    // With the breaks gone, the text after a link may have run into it.
    [GeneratedRegex(@"/i/([0-9A-Za-z]{52})", RegexOptions.None, Patterns.Patience)]
    private static partial Regex BrokenLink();

    // What comes after /i/; and letters and digits in a row, as no word has them.
    [GeneratedRegex(@"/i/|(?=[A-Za-z]*[0-9])[0-9A-Za-z]{12}|[0-9A-Za-z]{24}", RegexOptions.IgnoreCase, Patterns.Patience)]
    private static partial Regex TokenLike();
}
