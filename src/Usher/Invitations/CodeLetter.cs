using Microsoft.Extensions.Localization;
using MimeKit;
using Usher.Mail;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>A mail that brings a code, for whatever it lets in.</summary>
/// <param name="FirstName">Of whom the site knows; empty for who only says so: a stranger's mailbox is no place for words that anybody may type.</param>
internal sealed record CodeLetter(string Code, string FirstName, string RoomTitle, string SiteName, MailboxAddress To)
{
    private static readonly MailTemplate Template = MailTemplate.BuiltIn("entry-code");

    /// <summary>It moves an invitation to another device, and lets nobody in.</summary>
    public bool NewDevice { get; init; }

    /// <summary>In the language of the moment.</summary>
    public MimeMessage Write(MailRoute route, IStringLocalizer<Words> words)
    {
        var tokens = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["code"] = Code,
            ["named"] = FirstName.Length > 0,
            ["first_name"] = FirstName,
            ["room_title"] = RoomTitle,
            ["site_name"] = SiteName,
            ["new_device"] = NewDevice,
            ["minutes"] = (int)EntryCodeRules.Life.TotalMinutes,
        };
        var message = Letter.Write(Template, tokens, words, To);
        message.From.Add(new MailboxAddress(SiteName.Tamed(), route.From.Address));
        return message;
    }
}
