using System.Collections;
using System.Globalization;
using System.Text;
using DotLiquid;
using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Mail;

/// <summary>
/// What templates may do to a value beside what Liquid has, and those of Liquid's own that make a text longer: in a loop they
/// would fill the memory, so here each looks at what it would make before it makes it.
/// </summary>
internal static class LiquidFilters
{
    public static string T(Context context, string text, object? first = null, object? second = null) =>
        ((IStringLocalizer<Words>)context.Registers["words"])[text, first ?? "", second ?? ""];

    // Everything is escaped already; templates that escape by hand, as elsewhere they must, are not to escape twice.
    public static object Escape(object value) => value;

    public static object EscapeOnce(object value) => value;

    public static object H(object value) => value;

    public static string Append(string? input, string? more) => Together(input, more);

    public static string Prepend(string? input, string? more) => Together(more, input);

    public static string Replace(string? input, string? part, string? other = null)
    {
        if (string.IsNullOrEmpty(input) || string.IsNullOrEmpty(part)) return input ?? "";
        var times = 0;
        for (var at = input.IndexOf(part, StringComparison.Ordinal); at >= 0; at = input.IndexOf(part, at + part.Length, StringComparison.Ordinal)) times++;
        BoundedWriter.Check(input.Length + (long)times * (other?.Length ?? 0));
        return input.Replace(part, other ?? "", StringComparison.Ordinal);
    }

    public static string ReplaceFirst(string? input, string? part, string? other = null)
    {
        var at = string.IsNullOrEmpty(part) ? -1 : (input ?? "").IndexOf(part, StringComparison.Ordinal);
        if (at < 0) return input ?? "";
        BoundedWriter.Check(input!.Length + (long)(other?.Length ?? 0));
        return string.Concat(input.AsSpan(0, at), other, input.AsSpan(at + part!.Length));
    }

    public static string Join(IEnumerable? input, string? between = " ")
    {
        var text = new StringBuilder();
        foreach (var part in input ?? Array.Empty<object>())
        {
            if (text.Length > 0) text.Append(between);
            text.Append(Convert.ToString(part, CultureInfo.CurrentCulture));
            BoundedWriter.Check(text.Length);
        }
        return text.ToString();
    }

    public static IList Concat(IEnumerable? input, IEnumerable? more)
    {
        var list = new List<object?>();
        foreach (var part in (input ?? Array.Empty<object>()).Cast<object?>().Concat((more ?? Array.Empty<object>()).Cast<object?>()))
        {
            list.Add(part);
            BoundedWriter.Check(list.Count);
        }
        return list;
    }

    public static string UrlEncode(string? input) => Bounded(input, 3, Uri.EscapeDataString);

    public static string Base64Encode(string? input) => Bounded(input, 4, text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    public static string Base64UrlSafeEncode(string? input) => Bounded(input, 4, text => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text)));

    public static object NewlineToBr(string? input) => new LiquidTemplate.Markup(
        Bounded(input, 6, text => System.Net.WebUtility.HtmlEncode(text.ReplaceLineEndings("\n")).Replace("\n", "<br>\n", StringComparison.Ordinal)));

    private static string Together(string? one, string? other)
    {
        BoundedWriter.Check((long)(one?.Length ?? 0) + (other?.Length ?? 0));
        return one + other;
    }

    /// <param name="input">The text.</param>
    /// <param name="growth">How many times as long it may become.</param>
    /// <param name="make">What makes it longer.</param>
    private static string Bounded(string? input, int growth, Func<string, string> make)
    {
        BoundedWriter.Check((long)(input?.Length ?? 0) * growth);
        return make(input ?? "");
    }
}
