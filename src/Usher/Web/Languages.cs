using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Usher.Web;

/// <summary>
/// The languages that the site has words in: English, which is written in the code, those that travel in the assembly, and any more
/// from files <c>languages/TAG.json</c> in the data directory (English text to local text). Read once, at the start.
/// </summary>
public sealed partial class Languages
{
    private const string Embedded = "languages/";
    private static readonly JsonSerializerOptions InPage = new() { Encoder = JavaScriptEncoder.Default };

    private readonly Dictionary<string, Dictionary<string, string>> words = new(StringComparer.OrdinalIgnoreCase);

    public Languages(IOptions<UsherOptions> options)
    {
        var assembly = typeof(Languages).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Embedded, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            Add(Path.GetFileNameWithoutExtension(name[Embedded.Length..]), stream);
        }
        var folder = Path.Combine(options.Value.DataDirectory, "languages");
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            using var stream = File.OpenRead(file);
            Add(Path.GetFileNameWithoutExtension(file), stream);
        }
        All = [CultureInfo.GetCultureInfo("en"), .. words.Keys.Order(StringComparer.Ordinal).Select(CultureInfo.GetCultureInfo)];
    }

    /// <summary>English first.</summary>
    public IReadOnlyList<CultureInfo> All { get; }

    /// <summary>Null where there is no translation: then the English is shown.</summary>
    public string? Find(string english, CultureInfo culture)
    {
        for (var asked = culture; asked.Name.Length > 0; asked = asked.Parent)
            if (words.TryGetValue(asked.Name, out var theirs))
                return theirs.GetValueOrDefault(english) ?? FindWithNumbers(english, theirs);
        return null;
    }

    /// <summary>The translations of these texts as JSON that may stand in a page; null in English.</summary>
    public string? ForPage(IEnumerable<string> texts, CultureInfo culture)
    {
        var found = texts.Select(text => (Text: text, Local: Find(text, culture))).Where(one => one.Local is not null).ToDictionary(one => one.Text, one => one.Local);
        return found.Count == 0 ? null : JsonSerializer.Serialize(found, InPage);
    }

    /// <summary>What is wrong with a field is a whole English sentence, whose limits are in it as numbers: "At most 100 characters." is a case of "At most {0} characters.".</summary>
    private static string? FindWithNumbers(string english, Dictionary<string, string> theirs)
    {
        if (!english.Any(char.IsAsciiDigit)) return null;
        var numbers = new List<object>();
        var pattern = Number().Replace(english, number =>
        {
            numbers.Add(number.Value);
            return $"{{{numbers.Count - 1}}}";
        });
        return theirs.TryGetValue(pattern, out var local) ? string.Format(CultureInfo.InvariantCulture, local, [.. numbers]) : null;
    }

    private void Add(string tag, Stream json)
    {
        try
        {
            _ = CultureInfo.GetCultureInfo(tag, predefinedOnly: true);
            var table = words.TryGetValue(tag, out var known) ? known : words[tag] = new(StringComparer.Ordinal);
            // A file may better some words of a language that is here already.
            foreach (var (english, local) in JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []) table[english] = local;
        }
        catch (Exception fault) when (fault is JsonException or CultureNotFoundException)
        {
            throw new OptionsValidationException(nameof(Languages), typeof(Languages), [$"languages/{tag}.json is no table of texts for a language: {fault.Message}"]);
        }
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, Patterns.Patience)]
    private static partial Regex Number();
}
