using MimeKit;
using Usher.Accounts;
using Usher.Mail;
using Usher.Data;
using Usher.Web;

namespace Usher.MailAdmin;

/// <summary>What a check of the mail server came to.</summary>
/// <param name="Works">Whether the mail server takes mail from this site.</param>
/// <param name="Words">The server's, or why it was not reached.</param>
/// <param name="Conversation">Its last lines, without what was secret in them.</param>
public sealed record RelayVerdict(bool Works, string Words, IReadOnlyList<string> Conversation);

/// <summary>
/// Talks to the relay that is in force and shows what was said. Only ever to that one: it is no means to knock at other doors,
/// and changing it is written down. One at a time, and not for long.
/// </summary>
public sealed class CheckRelay(MailRoute route, PublicAddress site, TimeProvider time)
{
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(20);
    private int running;

    /// <param name="sendsMail">Whether to send a mail to the one who asks; otherwise it is only greeted.</param>
    /// <param name="by">The admin.</param>
    /// <param name="subject">The mail's subject, in their language.</param>
    /// <param name="text">What it says.</param>
    /// <param name="cancel">When nobody waits for it any more.</param>
    public async Task<Outcome<RelayVerdict>> Run(bool sendsMail, Actor by, string subject, string text, CancellationToken cancel)
    {
        if (route.Relay is not { } relay) return MailProblems.Off;
        if (Interlocked.Exchange(ref running, 1) == 1) return MailProblems.CheckRunning;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(LongestTry);
            using var conversation = new RelayConversation();
            RelayAnswer answer;
            await using (var delivery = new SmtpRelay(relay, site, conversation))
                answer = sendsMail ? await delivery.Deliver(OutboxMailId.New(by.At), Mail(by, subject, text), limit.Token) : await delivery.Greet(limit.Token);
            return new RelayVerdict(answer is RelayAnswer.Taken, answer.Words, conversation.Lines);
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    private MimeMessage Mail(Actor by, string subject, string text)
    {
        var message = Letter.Begin(subject, new(by.Account.Name.Tamed(), by.Account.Email));
        message.From.Add(route.From);
        (message.Date, message.Body) = (time.Now(), Letter.Part("plain", text));
        return message;
    }
}
