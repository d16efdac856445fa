using System.Globalization;
using System.Text.RegularExpressions;
using DotLiquid;
using DotLiquid.Exceptions;
using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Mail;

/// <summary>
/// A text with Liquid in it, by an admin or by us. It sees the tokens that it is given and nothing else: no files, no types, no
/// endless loops, and no more time and memory than a mail needs. In HTML every value is escaped at the moment it is written out,
/// so that no template can forget to.
/// </summary>
public sealed partial class LiquidTemplate
{
    /// <summary>Characters that a template's source may have.</summary>
    public const int LongestSource = 100_000;

    private const int MostIterations = 1_000;
    private static readonly TimeSpan LongestRendering = TimeSpan.FromSeconds(2);

    // DotLiquid asks one function for the whole process how a text is written out; each rendering is on one thread from start to end.
    [ThreadStatic]
    private static bool escaping;

    private readonly Template template;

    static LiquidTemplate()
    {
        Template.RegexTimeOut = LongestRendering;
        Template.RegisterValueTypeTransformer(typeof(string), text => escaping ? System.Net.WebUtility.HtmlEncode((string)text) : text);
        Template.RegisterSafeType(typeof(Markup), markup => markup);
        Template.RegisterValueTypeTransformer(typeof(Markup), markup => ((Markup)markup).Html);
        LiquidTags.Register();
    }

    private LiquidTemplate(Template template) => this.template = template;

    /// <exception cref="TemplateException">The text is no template; the message says what is wrong, and where.</exception>
    public static LiquidTemplate Parse(string text)
    {
        if (text.Length > LongestSource) throw new TemplateException($"A template may have {LongestSource} characters at most.");
        // No line is added or lost, so that faults are told in the author's own lines.
        var source = OldToken().Replace(QrCodeAsSource().Replace(text, "$1{{ qr_code_source }}"), "{{ $1 }}");
        try
        {
            var parsed = Template.Parse(source, SyntaxCompatibility.DotLiquid22a);
            parsed.MakeThreadSafe();
            return new LiquidTemplate(parsed);
        }
        catch (Exception fault) when (fault is LiquidException or RegexMatchTimeoutException)
        {
            throw new TemplateException(fault.Message, LiquidFaultLine.In(source, Fault), fault);
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
        using var limit = new CancellationTokenSource(LongestRendering);
        var context = new Context([given], [], registers, ErrorsOutputMode.Rethrow, MostIterations, CultureInfo.CurrentCulture, limit.Token);
        context.AddFilters(typeof(LiquidFilters));
        using var output = new BoundedWriter();
        try
        {
            escaping = html;
            template.Render(output, RenderParameters.FromContext(context, CultureInfo.CurrentCulture));
            return output.ToString();
        }
        catch (Exception fault)
        {
            throw new TemplateException(fault is OperationCanceledException ? "It takes too long to write." : fault.Message, null, fault);
        }
        finally
        {
            escaping = false;
        }
    }

    private static string? Fault(string source)
    {
        try
        {
            _ = Template.Parse(source, SyntaxCompatibility.DotLiquid22a);
            return null;
        }
        catch (LiquidException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>HTML that we made ourselves, to be written out as it is.</summary>
    public sealed record Markup(string Html);

    // The tokens of the system that templates are brought over from; a name in one pair of braces, and not in two.
    [GeneratedRegex(@"(?<!\{)\{(FIRSTNAME|LASTNAME|TITLE|COMPANY|COUNTRY|EMAIL|URL|QRCODE)\}(?!\})", RegexOptions.None, Patterns.Patience)]
    private static partial Regex OldToken();

    // Where the code is the source of an image that the template makes itself, it is the picture and not a whole image.
    [GeneratedRegex(@"(\bsrc\s*=\s*[""']\s*)(?:\{QRCODE\}|\{\{\s*(?:qr_code|QRCODE)\s*\}\})(?=\s*[""'])", RegexOptions.IgnoreCase, Patterns.Patience)]
    private static partial Regex QrCodeAsSource();
}

/// <summary>What is wrong with a template, in words for whoever wrote it.</summary>
/// <param name="message">What.</param>
/// <param name="line">In which line, from 1; null when it is no one line's fault.</param>
/// <param name="cause">The parser's own.</param>
public sealed class TemplateException(string message, int? line = null, Exception? cause = null) : Exception(message, cause)
{
    public int? Line { get; } = line;
}
