using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Mail;

/// <summary>A mail's three texts with Liquid in them.</summary>
public sealed class MailTemplate(LiquidTemplate subject, LiquidTemplate text, LiquidTemplate html)
{
    /// <summary>One that comes with the site: <c>NAME.subject.liquid</c>, <c>NAME.text.liquid</c> and <c>NAME.html.liquid</c>.</summary>
    public static MailTemplate BuiltIn(string name) => new(Read($"{name}.subject"), Read($"{name}.text"), Read($"{name}.html"));

    public string Subject(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words) =>
        subject.Render(tokens, words, html: false).Tamed();

    public string Text(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words) =>
        text.Render(tokens, words, html: false).Trim() + "\n";

    public string Html(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words) =>
        html.Render(tokens, words, html: true);

    private static LiquidTemplate Read(string name)
    {
        using var stream = typeof(MailTemplate).Assembly.GetManifestResourceStream($"templates/{name}.liquid")
            ?? throw new InvalidOperationException($"The build left templates/{name}.liquid out of the assembly.");
        using var reader = new StreamReader(stream);
        return LiquidTemplate.Parse(reader.ReadToEnd());
    }
}
