using System.Globalization;
using System.Text.Json;
using Usher.Mail;

namespace Usher.EmailTemplates;

/// <summary>A template in one language.</summary>
/// <param name="Language">A BCP 47 tag, such as <c>en</c> or <c>pt-BR</c>.</param>
/// <param name="Subject">The mail's subject, one line.</param>
/// <param name="Html">Empty for a mail of plain text alone.</param>
/// <param name="Text">The plain text. Empty: the text that comes with the site goes with the HTML.</param>
public sealed record TemplateText(string Language, string Subject, string Html, string Text)
{
    /// <summary>The template that these texts are.</summary>
    /// <exception cref="TemplateException">One of them is none.</exception>
    public MailTemplate Parse(TemplateKind kind) => new(
        LiquidTemplate.Parse(Subject),
        LiquidTemplate.Parse(Text.Length > 0 ? Text : MailTemplate.BuiltInText(kind.Name, "text")),
        Html.Length > 0 ? LiquidTemplate.Parse(Html) : null);
}

/// <summary>What a template says, in every language that it is written in.</summary>
/// <param name="Fallback">The language for those who read none of them.</param>
public sealed record TemplateContent(string Fallback, IReadOnlyList<TemplateText> Texts)
{
    /// <summary>The text in this language, in another of its varieties, or in the fallback.</summary>
    public TemplateText In(CultureInfo language) =>
        Texts.FirstOrDefault(text => Is(text, language.Name))
        ?? Texts.FirstOrDefault(text => Is(text, language.TwoLetterISOLanguageName))
        ?? Texts.FirstOrDefault(text => text.Language.Split('-')[0].Equals(language.TwoLetterISOLanguageName, StringComparison.OrdinalIgnoreCase))
        ?? Texts.First(text => Is(text, Fallback));

    /// <summary>With this text in place of the one in its language, or beside the others.</summary>
    public TemplateContent With(TemplateText text) => this with
    {
        Texts = Texts.Any(one => Is(one, text.Language)) ? [.. Texts.Select(one => Is(one, text.Language) ? text : one)] : [.. Texts, text],
    };

    public TemplateContent Without(string language) => this with { Texts = [.. Texts.Where(text => !Is(text, language))] };

    internal string Stored => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    internal static TemplateContent Of(string stored) => JsonSerializer.Deserialize<TemplateContent>(stored, JsonSerializerOptions.Web)!;

    internal static TemplateContent BuiltIn(string kind) => new("en",
        [new("en", MailTemplate.BuiltInText(kind, "subject").Trim(), MailTemplate.BuiltInText(kind, "html"), MailTemplate.BuiltInText(kind, "text"))]);

    private static bool Is(TemplateText text, string language) => text.Language.Equals(language, StringComparison.OrdinalIgnoreCase);
}
