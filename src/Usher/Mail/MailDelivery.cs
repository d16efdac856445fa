using MimeKit;

namespace Usher.Mail;

/// <summary>A way for mails to leave: opened when there are mails to send, used for one after another, and closed when there are none.</summary>
public abstract class MailDelivery : IAsyncDisposable
{
    /// <summary>Hands one mail over. What goes wrong on the way is an answer, not an exception.</summary>
    /// <param name="id">The mail's id in the outbox.</param>
    /// <param name="message">The mail.</param>
    /// <param name="cancel">When the try has taken too long.</param>
    public abstract Task<RelayAnswer> Deliver(OutboxMailId id, MimeMessage message, CancellationToken cancel);

    public abstract ValueTask DisposeAsync();
}
