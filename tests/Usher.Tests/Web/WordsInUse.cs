using System.Text.RegularExpressions;
using Usher.Tests.Architecture;

namespace Usher.Tests.Web;

/// <summary>Every text that somebody may be shown, as it stands in the sources: what a complete language translates.</summary>
internal static partial class WordsInUse
{
    public static IReadOnlySet<string> All { get; } = new SortedSet<string>(Find(), StringComparer.Ordinal);

    private static IEnumerable<string> Find()
    {
        foreach (var file in Source.Files("src/Usher", "*.razor").Concat(Source.Files("src/Usher", "*.cs")))
        {
            var source = File.ReadAllText(file);
            foreach (var text in Localized().Matches(source).Select(Text)) yield return text;
            foreach (var text in Complaints().Matches(source).Select(Text)) yield return text;
            foreach (var text in Described().Matches(source).Select(Text)) yield return text;
            if (!IsCatalogue(file)) continue;
            foreach (var text in Literals().Matches(source).Select(Text).Where(IsProse)) yield return text;
        }
        foreach (var file in Source.Files("src/Usher", "*.liquid"))
            foreach (Match match in Filtered().Matches(File.ReadAllText(file))) yield return match.Groups[1].Value;
        foreach (var file in Source.Files("web/pages", "*.ts").Concat(Source.Files("web/shared", "*.ts")).Concat(Source.Files("web/live", "*.ts")).Concat(Source.Files("web/live", "*.tsx")))
            foreach (var text in Called().Matches(File.ReadAllText(file)).Select(Text)) yield return text;
        foreach (var problem in Problem.Catalogue) yield return problem.Sentence;
    }

    // Files whose every sentence is for people.
    private static bool IsCatalogue(string file) => file.EndsWith("Words.cs", StringComparison.Ordinal) || file.EndsWith("AdminSections.cs", StringComparison.Ordinal) || file.EndsWith("WebhookTypes.cs", StringComparison.Ordinal);

    private static bool IsProse(string text) => text.Length > 2 && char.IsUpper(text[0]) && text.Any(char.IsLower);

    private static string Text(Match match) => Regex.Unescape(match.Groups[1].Value);

    [GeneratedRegex(@"\b(?:T|words|localizer)\[""((?:[^""\\]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Localized();

    [GeneratedRegex(@"\berrors\.(?:Add|Require)\([^;\n]*,\s*""((?:[^""\\]|\\.)*)""\)", RegexOptions.None, 5000)]
    private static partial Regex Complaints();

    [GeneratedRegex(@"\bDescription\(""((?:[^""\\]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Described();

    [GeneratedRegex(@"""((?:[^""\\\n]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Literals();

    [GeneratedRegex(@"""([^""]+)""\s*\|\s*t\b", RegexOptions.None, 5000)]
    private static partial Regex Filtered();

    [GeneratedRegex(@"\bt\(\s*""((?:[^""\\]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Called();
}
