using System.Globalization;
using System.Text.RegularExpressions;
using DotLiquid;
using DotLiquid.Exceptions;
using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Mail;

/// <summary>
/// A text with Liquid in it, by an admin or by us. It sees the tokens that it is given and nothing else: no files, no types, no
/// endless loops. In HTML every value is escaped at the moment it is written out, so that no template can forget to.
/// </summary>
public sealed partial class LiquidTemplate
{
    private const int MostIterations = 10_000;

    // DotLiquid asks one function for the whole process how a text is written out; each rendering is on one thread from start to end.
    [ThreadStatic]
    private static bool escaping;

    private readonly Template template;

    static LiquidTemplate()
    {
        Template.RegisterValueTypeTransformer(typeof(string), text => escaping ? System.Net.WebUtility.HtmlEncode((string)text) : text);
        Template.RegisterSafeType(typeof(Markup), markup => markup);
        Template.RegisterValueTypeTransformer(typeof(Markup), markup => ((Markup)markup).Html);
    }

    private LiquidTemplate(Template template) => this.template = template;

    /// <exception cref="TemplateException">The text is no template; the message says what is wrong.</exception>
    public static LiquidTemplate Parse(string text)
    {
        try
        {
            var parsed = Template.Parse(OldToken().Replace(text, "{{ $1 }}"), SyntaxCompatibility.DotLiquid22a);
            parsed.MakeThreadSafe();
            return new LiquidTemplate(parsed);
        }
        catch (LiquidException fault)
        {
            throw new TemplateException(fault.Message, fault);
        }
    }

    /// <param name="tokens">Texts, switches, lists of texts, and <see cref="Markup"/>, by name. A token that is not there is empty.</param>
    /// <param name="words">For the filter <c>t</c>, which translates: <c>{{ "Hello {0}" | t: first_name }}</c>.</param>
    /// <param name="html">Whether to escape what is not <see cref="Markup"/>.</param>
    /// <exception cref="TemplateException">The template asks for what it may not have.</exception>
    public string Render(IReadOnlyDictionary<string, object> tokens, IStringLocalizer<Words> words, bool html)
    {
        var registers = new Hash { ["words"] = words };
        var given = Hash.FromDictionary(tokens.ToDictionary());
        var context = new Context([given], [], registers, ErrorsOutputMode.Rethrow, MostIterations, CultureInfo.CurrentCulture, CancellationToken.None);
        context.AddFilters(typeof(Filters));
        try
        {
            escaping = html;
            return template.Render(RenderParameters.FromContext(context, CultureInfo.CurrentCulture));
        }
        catch (Exception fault)
        {
            throw new TemplateException(fault.Message, fault);
        }
        finally
        {
            escaping = false;
        }
    }

    /// <summary>HTML that we made ourselves, to be written out as it is.</summary>
    public sealed record Markup(string Html);

    /// <summary>What templates may do to a value beside what Liquid has.</summary>
    private static class Filters
    {
        public static string T(Context context, string text, object? first = null, object? second = null) =>
            ((IStringLocalizer<Words>)context.Registers["words"])[text, first ?? "", second ?? ""];

        // Everything is escaped already; templates that escape by hand, as elsewhere they must, are not to escape twice.
        public static object Escape(object value) => value;

        public static object H(object value) => value;
    }

    // The tokens of the system that templates are brought over from; a name in one pair of braces, and not in two.
    [GeneratedRegex(@"(?<!\{)\{(FIRSTNAME|LASTNAME|TITLE|COMPANY|COUNTRY|EMAIL|URL|QRCODE)\}(?!\})", RegexOptions.None, 1000)]
    private static partial Regex OldToken();
}

/// <summary>What is wrong with a template, in words for whoever wrote it.</summary>
public sealed class TemplateException(string message, Exception cause) : Exception(message, cause);
