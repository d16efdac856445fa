using System.Globalization;
using Usher.Web;

namespace Usher.EmailTemplates;

/// <summary>What the editor holds: a template's text in one language, from what is stored or as somebody sent it.</summary>
/// <param name="Version">The version that it shows.</param>
/// <param name="Subject">Whom the preview is for; empty for somebody invented.</param>
/// <param name="Part">Which part the preview shows: <c>html</c> or <c>text</c>.</param>
public sealed record TemplateForm(string Name, TemplateText Text, int Version, string Subject = "", string Part = "html")
{
    public static TemplateForm Of(TemplateView view, string? language)
    {
        var text = view.Texts.FirstOrDefault(one => one.Language.Equals(language, StringComparison.OrdinalIgnoreCase))
            ?? view.Texts.First(one => one.Language.Equals(view.Fallback, StringComparison.OrdinalIgnoreCase));
        return new(view.Name, text, view.Version, Part: text.Html.Length > 0 ? "html" : "text");
    }

    public static TemplateForm From(IFormCollection sent) => new(
        sent["name"].ToString(),
        new(sent["language"].ToString(), sent["subjectLine"].ToString().Trim(), Lines(sent["html"]), Lines(sent["text"])),
        int.TryParse(sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
        sent["subject"].ToString(), sent["part"] == "text" ? "text" : "html");

    // Browsers send every line end as CRLF.
    private static string Lines(string? text) => (text ?? "").ReplaceLineEndings("\n");
}

/// <summary>What is wrong with the editor's fields: the API names them by language, the page shows one language.</summary>
internal static class TemplateFaults
{
    public static Problem ForPage(this Problem problem, string language) => problem with
    {
        Errors = problem.Errors?.ToDictionary(
            error => error.Key.StartsWith($"texts.{language}.", StringComparison.Ordinal) ? PageField(error.Key[(error.Key.LastIndexOf('.') + 1)..]) : error.Key,
            error => error.Value, StringComparer.Ordinal),
    };

    private static string PageField(string field) => field == "subject" ? "subjectLine" : field;
}
