using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Mail;

/// <summary>A mail's texts with Liquid in them.</summary>
/// <param name="subject">One line.</param>
/// <param name="text">For those who read plain text.</param>
/// <param name="html">Null for a mail of plain text alone.</param>
public sealed class MailTemplate(LiquidTemplate subject, LiquidTemplate text, LiquidTemplate? html)
{
    /// <summary>One that comes with the site: <c>NAME.subject.liquid</c>, <c>NAME.text.liquid</c> and <c>NAME.html.liquid</c>.</summary>
    public static MailTemplate BuiltIn(string name) =>
        new(LiquidTemplate.Parse(BuiltInText(name, "subject")), LiquidTemplate.Parse(BuiltInText(name, "text")), LiquidTemplate.Parse(BuiltInText(name, "html")));

    /// <summary>The source of one of them.</summary>
    public static string BuiltInText(string name, string part)
    {
        using var stream = typeof(MailTemplate).Assembly.GetManifestResourceStream($"templates/{name}.{part}.liquid")
            ?? throw new InvalidOperationException($"The build left templates/{name}.{part}.liquid out of the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>All of the mail's texts. A token that is HTML in one and plain in the other is asked for twice.</summary>
    /// <param name="tokens">The tokens, for HTML or not.</param>
    /// <param name="words">For what the template has translated.</param>
    /// <exception cref="TemplateException">The template asks for what it may not have.</exception>
    public RenderedMail Render(Func<bool, IReadOnlyDictionary<string, object>> tokens, IStringLocalizer<Words> words)
    {
        var plain = tokens(false);
        return new(Subject(plain, words), Text(plain, words), html is null ? null : Html(tokens(true), words));
    }

    public string Subject(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words) =>
        subject.Render(tokens, words, html: false).Tamed();

    public string Text(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words) =>
        text.Render(tokens, words, html: false).Trim() + "\n";

    /// <summary>Empty for a mail of plain text alone.</summary>
    public string Html(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words) =>
        html?.Render(tokens, words, html: true) ?? "";
}

/// <summary>What a template came to.</summary>
public sealed record RenderedMail(string Subject, string Text, string? Html);
