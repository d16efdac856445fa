using System.Text;
using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Mail;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>Puts an invitation's mail together: text, HTML with the QR code in it, and the session for the invitee's calendar.</summary>
internal static class InvitationMessage
{
    // RFC 5322 §2.1.1: a line of mail has 998 octets at most.
    private const int LongestLine = 998;

    private static readonly MailTemplate Template = MailTemplate.BuiltIn("invitation");

    /// <param name="letter">What it says.</param>
    /// <param name="from">The site's address; the host's name goes before it.</param>
    /// <param name="calendar">Null for a session without times.</param>
    /// <param name="words">In the language that is current.</param>
    /// <param name="now">When.</param>
    public static MimeMessage Write(InvitationLetter letter, MailboxAddress from, SessionCalendar? calendar, IStringLocalizer<Words> words, DateTimeOffset now)
    {
        var (invitation, host) = (letter.Invitation, letter.Invitation.IssuedBy!);
        var message = new MimeMessage { Subject = Template.Subject(letter.Tokens(words, html: false), words) };
        message.From.Add(new MailboxAddress(words["{0} via {1}", host.Name, letter.SiteName].Value.Tamed(), from.Address));
        // Who came from a learning platform may have none that this site knows.
        if (host.Email is { } address) message.ReplyTo.Add(new MailboxAddress(host.Name.Tamed(), address));
        message.To.Add(new MailboxAddress(invitation.Name.Tamed(), invitation.Email));
        // Nobody's holiday notice is wanted in answer (RFC 3834 §5).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var bodies = new MultipartAlternative
        {
            Part("plain", Template.Text(letter.Tokens(words, html: false), words)),
            new MultipartRelated { Part("html", Template.Html(letter.Tokens(words, html: true), words)), QrCode(letter.Link) },
        };
        message.Body = bodies;
        if (calendar is null) return message;
        var request = calendar.Request((host.Name.Tamed(), from.Address), (invitation.Name.Tamed(), invitation.Email), now);
        // Programs that know meetings read the part, others offer the file; both are the same.
        bodies.Add(CalendarPart(request));
        message.Body = new Multipart("mixed") { bodies, CalendarFile(request) };
        return message;
    }

    // As it is, so that nothing breaks a link across lines; and where a line is too long for that, so that no relay may touch it.
    private static TextPart Part(string subtype, string text) => new(subtype)
    {
        Text = text,
        ContentTransferEncoding = text.Split('\n').Max(Encoding.UTF8.GetByteCount) < LongestLine ? ContentEncoding.EightBit : ContentEncoding.Base64,
    };

    private static MimePart QrCode(string link) => new("image", "png")
    {
        Content = new MimeContent(new MemoryStream(LinkQrCode.Png(link))),
        ContentId = InvitationLetter.QrCodeId,
        ContentDisposition = new ContentDisposition(ContentDisposition.Inline),
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    private static MimePart Calendar(string type, string subtype, string request) => new(type, subtype)
    {
        // Bytes and not text, since calendar files end their lines by CRLF wherever they are read (RFC 5545 §3.1).
        Content = new MimeContent(new MemoryStream(Encoding.UTF8.GetBytes(request))),
        ContentTransferEncoding = ContentEncoding.Base64,
    };

    private static MimePart CalendarPart(string request)
    {
        var part = Calendar("text", "calendar", request);
        part.ContentType.Charset = "utf-8";
        part.ContentType.Parameters.Add("method", "REQUEST");
        return part;
    }

    private static MimePart CalendarFile(string request)
    {
        var file = Calendar("application", "ics", request);
        file.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment);
        file.FileName = "invite.ics";
        return file;
    }
}
