using Microsoft.EntityFrameworkCore;
using MimeKit;
using Usher.Data;

namespace Usher.Mail;

/// <summary>The mails that this site has kept, newest first.</summary>
public sealed class Mailbox(IDbContextFactory<UsherDb> databases, MailboxKeys keys)
{
    private const int MostListed = 200;

    public async Task<IReadOnlyList<ListedMail>> List()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.CaughtMails.OrderByDescending(mail => mail.CaughtAt).ThenByDescending(mail => mail.Id).Take(MostListed)
            .Select(mail => new ListedMail(mail.Id, mail.To, mail.Subject, mail.CaughtAt)).ToListAsync();
    }

    public async Task<OpenedMail?> Open(OutboxMailId id)
    {
        await using var db = await databases.CreateDbContextAsync();
        if (await db.CaughtMails.SingleOrDefaultAsync(mail => mail.Id == id) is not { } caught) return null;
        using var stream = new MemoryStream(keys.Unprotect(caught.Message));
        return new OpenedMail(id, caught.CaughtAt, await MimeMessage.LoadAsync(stream));
    }
}

/// <summary>A line of the mailbox's list.</summary>
public sealed record ListedMail(OutboxMailId Id, string To, string Subject, DateTimeOffset At);

/// <summary>A mail as its reader sees it.</summary>
public sealed record OpenedMail(OutboxMailId Id, DateTimeOffset At, MimeMessage Message)
{
    public string? Text => Message.TextBody;

    /// <summary>The HTML part with its inline images in it, so that it can be shown without a way back to this site.</summary>
    public string? Html => Message.HtmlBody is { } html ? InlineImages.Aggregate(html, WithImage) : null;

    public IReadOnlyList<MimePart> Files => [.. Message.Attachments.OfType<MimePart>()];

    private IEnumerable<MimePart> InlineImages =>
        Message.BodyParts.OfType<MimePart>().Where(part => part is { ContentId: not null, ContentType.MediaType: "image" });

    private static string WithImage(string html, MimePart image) => html.Replace(
        $"cid:{image.ContentId}", $"data:{image.ContentType.MimeType};base64,{Convert.ToBase64String(image.Bytes())}", StringComparison.Ordinal);
}

internal static class MailParts
{
    /// <summary>Names and addresses as people read them: <c>Ben Okafor (ben.okafor@tidewright.example)</c>.</summary>
    public static string InWords(this InternetAddressList people) => string.Join(", ", people.Mailboxes.Select(person =>
        string.IsNullOrEmpty(person.Name) ? person.Address : $"{person.Name} ({person.Address})"));

    /// <summary>A part's content, decoded.</summary>
    public static byte[] Bytes(this MimePart part)
    {
        using var content = new MemoryStream();
        part.Content?.DecodeTo(content);
        return content.ToArray();
    }
}
