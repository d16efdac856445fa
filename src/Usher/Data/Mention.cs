using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Usher.Data;

/// <summary>A name or an address where a text holds it whole: never as a part of a longer word, or of somebody else's address.</summary>
internal sealed class Mention
{
    private const string Letters = @"\p{L}\p{M}\p{N}";

    // Beside an address these would make it another one. A dot does so where something goes on beyond it, and else ends a sentence.
    private const string OfAddresses = Letters + "_%+@-";

    private readonly Regex whole;

    // JSON writes a quote as \u0022, which ends in what looks like a part of a word, and is none.
    private Mention(string word, string notBefore, string notAfter) => (Word, whole) = (word, new(
        $@"(?:(?<=\\u00(?:22|26|27|3C|3E))|(?<!{notBefore})){Regex.Escape(word)}(?!{notAfter})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(Patterns.Patience)));

    public string Word { get; }

    public static IEnumerable<Mention> OfName(string name) => Spellings(name).Select(word => new Mention(word, $"[{Letters}]", $"[{Letters}]"));

    public static IEnumerable<Mention> OfAddress(string address) => Spellings(address).Select(word => new Mention(word, $@"[{OfAddresses}]\.?", $@"\.?[{OfAddresses}]"));

    public bool IsIn(string text) => whole.IsMatch(text);

    public string Replace(string text, string instead) => whole.Replace(text, instead.Replace("$", "$$", StringComparison.Ordinal));

    // Settings are told of as JSON, which writes what is beyond ASCII in its own way.
    private static IEnumerable<string> Spellings(string word) => new[] { word, JavaScriptEncoder.Default.Encode(word) }.Distinct(StringComparer.Ordinal);
}
