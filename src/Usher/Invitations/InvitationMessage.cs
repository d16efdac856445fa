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
    /// <param name="letter">What it says.</param>
    /// <param name="texts">How it says so.</param>
    /// <param name="from">The site's address; the host's name goes before it.</param>
    /// <param name="calendar">Null where there is nothing for a calendar.</param>
    /// <param name="words">In the language that is current.</param>
    public static MimeMessage Write(InvitationLetter letter, RenderedMail texts, MailboxAddress from, CalendarMessage? calendar, IStringLocalizer<Words> words)
    {
        var (invitation, host) = (letter.Invitation, letter.Invitation.IssuedBy!);
        var message = Letter.Begin(texts.Subject, new(invitation.Name.Tamed(), invitation.Email));
        message.From.Add(new MailboxAddress(words["{0} via {1}", host.Name, letter.SiteName].Value.Tamed(), from.Address));
        // Who came from a learning platform may have none that this site knows.
        if (host.Email is { } address) message.ReplyTo.Add(new MailboxAddress(host.Name.Tamed(), address));
        var bodies = new MultipartAlternative { Letter.Part("plain", texts.Text) };
        if (texts.Html is { } html)
            bodies.Add(html.Contains($"cid:{InvitationLetter.QrCodeId}", StringComparison.Ordinal) ? new MultipartRelated { Letter.Part("html", html), QrCode(letter.Link) } : Letter.Part("html", html));
        message.Body = bodies;
        if (calendar is null) return message;
        // Programs that know meetings read the part, others offer the file; both are the same.
        bodies.Add(CalendarPart(calendar));
        message.Body = new Multipart("mixed") { bodies, CalendarFile(calendar) };
        return message;
    }

    /// <summary>The session for the calendar of the one whom the letter is to, from the one who invited them.</summary>
    public static CalendarMessage For(this SessionCalendar calendar, InvitationLetter letter, MailboxAddress from, bool cancelled, DateTimeOffset now)
    {
        var organizer = (letter.Invitation.IssuedBy!.Name.Tamed(), from.Address);
        var attendee = (letter.Invitation.Name.Tamed(), letter.Invitation.Email);
        return cancelled ? new("CANCEL", calendar.Cancel(organizer, attendee, now)) : new("REQUEST", calendar.Request(organizer, attendee, now));
    }

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

    private static MimePart CalendarPart(CalendarMessage calendar)
    {
        var part = Calendar("text", "calendar", calendar.File);
        part.ContentType.Charset = "utf-8";
        part.ContentType.Parameters.Add("method", calendar.Method);
        return part;
    }

    private static MimePart CalendarFile(CalendarMessage calendar)
    {
        var file = Calendar("application", "ics", calendar.File);
        file.ContentDisposition = new ContentDisposition(ContentDisposition.Attachment);
        file.FileName = calendar.Method == "CANCEL" ? "cancel.ics" : "invite.ics";
        return file;
    }
}

/// <summary>What a mail tells a calendar.</summary>
/// <param name="Method">What to do with it: <c>REQUEST</c> or <c>CANCEL</c> (RFC 5546).</param>
internal sealed record CalendarMessage(string Method, string File);
