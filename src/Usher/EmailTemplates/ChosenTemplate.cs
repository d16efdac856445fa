using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Usher.Data;
using Usher.Mail;
using Usher.Settings;
using Usher.Web;

namespace Usher.EmailTemplates;

/// <summary>
/// Writes a mail by the template that the site's admin has chosen. Whatever became of that one (it is gone, or fails on these
/// very facts), the mail goes out: by the template that comes with the site.
/// </summary>
public sealed partial class ChosenTemplate(
    IEnumerable<TemplateKind> kinds, IStringLocalizer<Words> words, SiteLanguages languages, ILogger<ChosenTemplate> log)
{
    private readonly Dictionary<string, MailTemplate> builtIn = kinds.ToDictionary(kind => kind.Name, kind => MailTemplate.BuiltIn(kind.Name), StringComparer.Ordinal);
    private readonly Dictionary<string, TemplateKind> kinds = kinds.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <param name="db">To read with.</param>
    /// <param name="kind">The kind of mail.</param>
    /// <param name="chosen">The template's id, or <see cref="InvitationSettings.BuiltInTemplate"/>.</param>
    /// <param name="language">The reader's, a BCP 47 tag; null when nobody has said.</param>
    /// <param name="tokens">What it may say, for HTML or not; called in the language that the mail is written in.</param>
    /// <param name="link">What must be in it.</param>
    public async Task<RenderedMail> Write(
        UsherDb db, string kind, string? chosen, string? language, Func<bool, IReadOnlyDictionary<string, object>> tokens, string link)
    {
        var content = EmailTemplateId.TryParse(chosen, null, out var id) ? await ContentOf(db, kind, id) : null;
        var ours = MailLanguage.Of(language, await languages.Now());
        return Own(content, kind, MailLanguage.Known(language ?? "") ?? ours, tokens, link)
            ?? MailLanguage.Write(ours, () => builtIn[kind].Render(tokens, words));
    }

    private RenderedMail? Own(TemplateContent? content, string kind, CultureInfo language, Func<bool, IReadOnlyDictionary<string, object>> tokens, string link)
    {
        if (content is null) return null;
        try
        {
            // A template may speak languages that the site does not; its own, where it does not speak the reader's.
            var text = content.In(language);
            var mail = MailLanguage.Write(TemplateKind.Language(text.Language), () => text.Parse(kinds[kind]).Render(tokens, words));
            if (mail.Text.Contains(link, StringComparison.Ordinal) && mail.Html?.Contains(link, StringComparison.Ordinal) != false) return mail;
            LogUnfit(log, kind, "The link is missing.");
        }
        catch (TemplateException fault)
        {
            LogUnfit(log, kind, fault.Message);
        }
        return null;
    }

    private static async Task<TemplateContent?> ContentOf(UsherDb db, string kind, EmailTemplateId id)
    {
        var stored = await db.EmailTemplateVersions.AsNoTracking()
            .Where(one => one.TemplateId == id && one.Template!.Kind == kind && one.Version == one.Template.Version)
            .Select(one => one.Content).SingleOrDefaultAsync();
        return stored is null ? null : TemplateContent.Of(stored);
    }

    [LoggerMessage(LogLevel.Warning, "The chosen template for the mail \"{Kind}\" did not work, so the site's own was used: {Why}")]
    private static partial void LogUnfit(ILogger log, string kind, string why);
}
