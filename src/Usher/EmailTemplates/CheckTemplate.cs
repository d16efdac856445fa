using Usher.Mail;

namespace Usher.EmailTemplates;

/// <summary>Whether a template may be saved: it is one, in every language, and nobody is left without their link.</summary>
internal static class CheckTemplate
{
    private const int MostLanguages = 40;
    private const int SubjectLength = 300;

    /// <summary>What is wrong, with the line where there is one, by field: <c>texts.de.html</c>.</summary>
    public static void Check(TemplateContent content, TemplateKind kind, FieldErrors errors)
    {
        errors.Require(content.Texts.Count is >= 1 and <= MostLanguages, "texts", $"From 1 to {MostLanguages} languages.");
        errors.Require(content.Texts.DistinctBy(text => text.Language.ToUpperInvariant()).Count() == content.Texts.Count, "texts", "Each language once.");
        errors.Require(content.Texts.Any(text => text.Language.Equals(content.Fallback, StringComparison.OrdinalIgnoreCase)), "fallback", "Choose one of the template's languages.");
        foreach (var text in content.Texts.Take(MostLanguages)) Check(text, kind, errors);
    }

    private static void Check(TemplateText text, TemplateKind kind, FieldErrors errors)
    {
        var field = $"texts.{text.Language}";
        if (MailLanguage.Known(text.Language) is not { } language)
        {
            errors.Add(field, "Give a language tag, such as en or pt-BR.");
            return;
        }
        errors.Require(text.Subject.Trim().Length > 0, $"{field}.subject", "This is needed.");
        errors.Require(text.Subject.Length <= SubjectLength && !text.Subject.Contains('\n', StringComparison.Ordinal), $"{field}.subject", $"One line of {SubjectLength} characters at most.");
        errors.Require(text.Html.Length + text.Text.Length > 0, $"{field}.html", "Write the mail as HTML, as text, or as both.");
        var fine = Parses(text.Subject, $"{field}.subject", errors) & Parses(text.Html, $"{field}.html", errors) & Parses(text.Text, $"{field}.text", errors);
        if (fine) CheckSamples(text, kind, language, field, errors);
    }

    private static void CheckSamples(TemplateText text, TemplateKind kind, System.Globalization.CultureInfo language, string field, FieldErrors errors)
    {
        try
        {
            foreach (var mail in MailLanguage.Write(language, () => kind.Samples(text.Parse(kind)).ToList()))
            {
                errors.Require(mail.Subject.Length > 0, $"{field}.subject", "There would be nothing in it.");
                errors.Require(mail.Html?.Contains(kind.SampleLink, StringComparison.Ordinal) != false, $"{field}.html", "The link is missing: it must be in every mail. Write {{ link }}.");
                errors.Require(Lines(mail.Text).Contains(kind.SampleLink), $"{field}.text", "The link is missing: it must be in every mail, alone on its line. Write {{ link }}.");
            }
        }
        catch (TemplateException fault)
        {
            errors.Add($"{field}.html", fault.Message);
        }
    }

    // Alone on its line, where no mail program wraps it.
    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim());

    private static bool Parses(string text, string field, FieldErrors errors)
    {
        try
        {
            _ = LiquidTemplate.Parse(text);
            return true;
        }
        catch (TemplateException fault)
        {
            errors.Add(field, fault.Line is { } line ? $"Line {line}: {fault.Message}" : fault.Message);
            return false;
        }
    }
}
