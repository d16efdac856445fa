using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Usher.Data;

namespace Usher.Mail;

/// <summary>Keeps mails on this site, for the demo's mailbox page to show. They hold links, so they are protected as the outbox is.</summary>
public sealed class LocalMailbox(WriteDoor door, MailboxKeys keys, TimeProvider time) : MailDelivery
{
    public override async Task<RelayAnswer> Deliver(OutboxMailId id, MimeMessage message, CancellationToken cancel)
    {
        using var text = new MemoryStream();
        await message.WriteToAsync(text, cancel);
        var caught = new CaughtMail
        {
            Id = id,
            To = message.To.InWords(),
            Subject = message.Subject ?? "",
            CaughtAt = time.Now(),
            Message = keys.Protect(text.ToArray()),
        };
        await door.Write(async db =>
        {
            // The same mail again, after a crash, is the same mail.
            if (!await db.CaughtMails.AnyAsync(mail => mail.Id == id)) db.Add(caught);
        }, cancel);
        return new RelayAnswer.Taken("250 Kept in this site's own mailbox.");
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The keys under which caught mails lie in the database.</summary>
public sealed class MailboxKeys(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("mailbox");

    public byte[] Protect(byte[] message) => protector.Protect(message);

    public byte[] Unprotect(byte[] message) => protector.Unprotect(message);
}
