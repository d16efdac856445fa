using System.Text.RegularExpressions;
using Usher.Settings;
using Usher.Tests.Architecture;

namespace Usher.Tests.Web;

/// <summary>
/// Every text that somebody may be shown, as it stands in the sources: what a complete language translates. Whatever reads as a
/// sentence in code counts as one, unless it stands where nobody but programmers and operators looks.
/// </summary>
internal static partial class WordsInUse
{
    /// <summary>Folders and files whose sentences are for logs, the console, the API's description or the demo's own rooms.</summary>
    private static readonly string[] NotForPeople =
    [
        "Api/", "Data/", "Demo/", "Accounts/BearerToken.cs", "Accounts/FirstAdmin.cs", "Accounts/SetupLink.cs", "Live/LiveSilo.cs", "Mail/MailOptions.cs",
        "Startup.cs", "UsherOptions.cs", "Web/Health.cs", "Web/LineFormatter.cs", "Web/SecurityHeaders.cs", "Web/Telemetry.cs",
    ];

    /// <summary>Marks of a line that is not for people, whatever its file.</summary>
    private static readonly string[] NotForPeopleLines =
    [
        "WithSummary(", "WithDescription(", "WithTags(", "LoggerMessage", "LogWarning(", "Exception(", "LogUnfit", "SuppressMessage", "User-Agent", "WrittenMail.Needless(",
    ];

    /// <summary>What looks like a sentence and is a name or a sample.</summary>
    private static readonly string[] Names =
    [
        "Mac OS X", "Microsoft Office", "Microsoft Teams or Skype", "Samsung Internet", "See you there.\nAda", "Tides and turbines",
        // Stored in the place of a name, and so in one language.
        "Erased person",
        // What the rest of it is comes from elsewhere.
        "Not sent: this site has no mail of the kind \"{0}\".", "No TLS connection could be made with the relay: ", "Line {0}: {1}",
    ];

    /// <summary>Words that look like no sentence where they stand.</summary>
    private static readonly string[] Lesser = ["another system"];

    public static IReadOnlySet<string> All { get; } = new SortedSet<string>(Find().Concat(Lesser).Except(Names), StringComparer.Ordinal);

    private static IEnumerable<string> Find()
    {
        foreach (var file in Source.Files("src/Usher", "*.razor").Concat(Source.Files("src/Usher", "*.cs")))
        {
            var source = File.ReadAllText(file);
            foreach (var text in Localized().Matches(source).Concat(Labelled().Matches(source)).Concat(Alternatives().Matches(source)).Select(Text)) yield return text;
            foreach (var text in Sentences(file, source)) yield return text;
            if (!IsCatalogue(file)) continue;
            foreach (var text in Literals().Matches(source).Select(Text).Where(IsCapital)) yield return text;
        }
        foreach (var file in Source.Files("src/Usher", "*.liquid"))
            foreach (Match match in Filtered().Matches(File.ReadAllText(file))) yield return match.Groups[1].Value;
        string[] scripts = ["web/pages", "web/shared", "web/live"];
        foreach (var file in scripts.SelectMany(folder => Source.Files(folder, "*.ts").Concat(Source.Files(folder, "*.tsx"))))
            foreach (var text in Called().Matches(File.ReadAllText(file)).Select(Text)) yield return text;
        foreach (var problem in Problem.Catalogue) yield return problem.Sentence;
        foreach (var module in SettingsCatalogue.Modules)
        {
            yield return module.Title;
            yield return module.About;
            foreach (var text in module.Settings.SelectMany(Of)) yield return text;
        }
    }

    private static IEnumerable<string> Of(Setting setting) =>
        [setting.Label, .. OrNone(setting.Help), .. OrNone(setting.Unit), .. setting.Options.Where(option => !option.IsName).Select(option => option.Label), .. setting.Parts.SelectMany(Of)];

    private static IEnumerable<string> OrNone(string? text) => string.IsNullOrEmpty(text) ? [] : [text];

    private static IEnumerable<string> Sentences(string file, string source)
    {
        var path = Path.GetRelativePath(Source.PathOf("src/Usher"), file);
        if (NotForPeople.Any(place => path.StartsWith(place, StringComparison.Ordinal))) yield break;
        foreach (var line in source.Split('\n').Where(line => !Remark().IsMatch(line) && !NotForPeopleLines.Any(mark => line.Contains(mark, StringComparison.Ordinal))))
            foreach (Match match in Interpolated().Matches(line))
                if (IsCapital(match.Groups[2].Value) && IsSentence(match.Groups[2].Value)) yield return match.Groups[1].Length > 0 ? Pattern(Text(match.Groups[2])) : Text(match.Groups[2]);
    }

    // Files whose every word is for people.
    private static bool IsCatalogue(string file) =>
        file.EndsWith("Words.cs", StringComparison.Ordinal) || file.EndsWith("AdminSections.cs", StringComparison.Ordinal) || file.EndsWith("WebhookTypes.cs", StringComparison.Ordinal);

    private static bool IsCapital(string text) => text.Length > 2 && char.IsUpper(text[0]) && text.Any(char.IsLower);

    // Words with blanks between them: no path, header, type or SQL.
    private static bool IsSentence(string text) => Wordlike().IsMatch(text) && !NotWords().IsMatch(text);

    /// <summary>As <see cref="Usher.Web.Languages"/> looks for a sentence whose limits were filled in.</summary>
    private static string Pattern(string text)
    {
        var places = 0;
        return Hole().Replace(text, _ => $"{{{places++}}}");
    }

    private static string Text(Match match) => Text(match.Groups[1]);

    private static string Text(Group group) => Regex.Unescape(group.Value.Replace(@"\'", "'", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:T|words|localizer)\[""((?:[^""\\]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Localized();

    [GeneratedRegex(@"\b(?:Shown|Description)\(""((?:[^""\\]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Labelled();

    // T[something ? "this" : "that"]: both are texts.
    [GeneratedRegex(@"(?<=\bT\[[^\[\]""]*\?[^\[\]]*)""((?:[^""\\]|\\.)*)""(?=[^\[\]]*\])", RegexOptions.None, 5000)]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"(\$?)""((?:[^""\\\n]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Interpolated();

    [GeneratedRegex(@"""((?:[^""\\\n]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Literals();

    [GeneratedRegex(@"""([^""]+)""\s*\|\s*t\b", RegexOptions.None, 5000)]
    private static partial Regex Filtered();

    [GeneratedRegex(@"\bt\(\s*""((?:[^""\\]|\\.)*)""", RegexOptions.None, 5000)]
    private static partial Regex Called();

    [GeneratedRegex(@"^\p{Lu}\p{L}*[,:]? \S", RegexOptions.None, 5000)]
    private static partial Regex Wordlike();

    [GeneratedRegex(@"^(?:Data Source=|Bearer |Usher:|Digest |Basic )|\{Path\.", RegexOptions.None, 5000)]
    private static partial Regex NotWords();

    [GeneratedRegex(@"^\s*//", RegexOptions.None, 5000)]
    private static partial Regex Remark();

    [GeneratedRegex(@"\{[^{}]*\}|\d+", RegexOptions.None, 5000)]
    private static partial Regex Hole();
}
