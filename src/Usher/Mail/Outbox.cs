using Microsoft.AspNetCore.DataProtection;
using Usher.Data;
using Usher.Web;

namespace Usher.Mail;

/// <summary>Where mails wait for the relay.</summary>
public sealed class Outbox(IDataProtectionProvider protection, MailRoute route, PublicAddress site)
{
    private readonly IDataProtector protector = protection.CreateProtector("outbox");
    private volatile TaskCompletionSource bell = NewBell();

    /// <summary>Whether mail leaves this site at all. Where it does not, queue none.</summary>
    public bool CanSend => route.CanSend;

    /// <summary>Done when somebody rings after this was asked for.</summary>
    internal Task Woken => bell.Task;

    /// <summary>Adds a mail to the caller's unit of work. Call <see cref="Wake"/> after its commit.</summary>
    /// <param name="db">The unit's database.</param>
    /// <param name="kind">The name of a registered <see cref="MailKind"/>.</param>
    /// <param name="subject">The id, as text, of what the mail is about.</param>
    /// <param name="secret">What only this mail may carry, in clear; it is stored under the site's data-protection keys.</param>
    /// <param name="now">When.</param>
    /// <param name="wait">Not before this has passed: for what may change again, and be told of once.</param>
    public OutboxMailId Queue(UsherDb db, string kind, string subject, byte[] secret, DateTimeOffset now, TimeSpan wait = default)
    {
        var id = OutboxMailId.New(now);
        db.Add(new OutboxMail
        {
            Id = id,
            Kind = kind,
            Subject = subject,
            Secret = protector.Protect(secret),
            MessageId = $"{id}@{site.Domain}",
            QueuedAt = now,
            NextTryAt = now + wait,
        });
        return id;
    }

    /// <summary>Tells the sender that there is something to send. Without it the mail leaves at the next look, seconds later.</summary>
    public void Wake() => Interlocked.Exchange(ref bell, NewBell()).TrySetResult();

    /// <exception cref="System.Security.Cryptography.CryptographicException">The key that it was protected with is gone.</exception>
    internal byte[] Open(OutboxMail mail) => protector.Unprotect(mail.Secret!);

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
