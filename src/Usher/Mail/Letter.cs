using System.Globalization;
using System.Text;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Web;

namespace Usher.Mail;

/// <summary>Puts a mail of this site's together, in the language of the moment.</summary>
public static class Letter
{
    // RFC 5322 §2.1.1: a line of mail has 998 octets at most.
    private const int LongestLine = 998;

    /// <summary>A mail that is its texts and no more.</summary>
    /// <param name="template">One with HTML.</param>
    /// <param name="tokens">But for <c>language</c> and <c>direction</c>, which every template has.</param>
    /// <param name="words">In the language that is current.</param>
    /// <param name="to">Who it is for.</param>
    public static MimeMessage Write(MailTemplate template, Dictionary<string, object> tokens, IStringLocalizer<Words> words, MailboxAddress to)
    {
        AddLanguage(tokens);
        var message = Begin(template.Subject(tokens, words), to);
        message.Body = new MultipartAlternative { Part("plain", template.Text(tokens, words)), Part("html", template.Html(tokens, words)) };
        return message;
    }

    /// <summary>A mail without a body yet.</summary>
    public static MimeMessage Begin(string subject, MailboxAddress to)
    {
        var message = new MimeMessage { Subject = subject };
        message.To.Add(to);
        // Nobody's holiday notice is wanted in answer (RFC 3834 §5).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>A text as it is, so that nothing breaks a link across lines; and where a line is too long for that, so that no relay may touch it.</summary>
    public static TextPart Part(string subtype, string text) => new(subtype)
    {
        Text = text,
        ContentTransferEncoding = text.Split('\n').Max(Encoding.UTF8.GetByteCount) >= LongestLine ? ContentEncoding.Base64
            : Ascii.IsValid(text) ? ContentEncoding.SevenBit : ContentEncoding.EightBit,
    };

    /// <summary>The language of the moment, and the way it is written, for a template's first line.</summary>
    private static void AddLanguage(Dictionary<string, object> tokens) =>
        (tokens["language"], tokens["direction"]) = (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? "rtl" : "ltr");
}
