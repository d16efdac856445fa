using MimeKit;
using Usher.Data;

namespace Usher.Mail;

/// <summary>
/// A kind of mail, registered by the capability that sends it: it writes the mail when it is about to leave, from the facts of
/// that moment, and keeps account of what became of it.
/// </summary>
public abstract class MailKind
{
    /// <summary>As the outbox names it.</summary>
    public abstract string Name { get; }

    /// <summary>The mail, or why it is not to be sent any more. Sender, date and Message-ID are the outbox's to set where they are not.</summary>
    /// <param name="db">To read with.</param>
    /// <param name="subject">The id, as text, of what the mail is about.</param>
    /// <param name="secret">What only this mail may carry.</param>
    /// <param name="cancel">When the try has taken too long.</param>
    public abstract Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel);

    /// <summary>In the unit of work that settles the mail: note what became of it.</summary>
    /// <param name="db">The unit's database.</param>
    /// <param name="subject">The id, as text, of what the mail is about.</param>
    /// <param name="state">Accepted or failed.</param>
    /// <param name="words">The relay's, or ours if the mail never got there.</param>
    /// <param name="now">When.</param>
    public abstract Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now);

    /// <summary>The same, for a kind that must know what exactly the mail had said.</summary>
    /// <param name="db">The unit's database.</param>
    /// <param name="subject">The id, as text, of what the mail is about.</param>
    /// <param name="memo">The <see cref="WrittenMail.Ready.Memo"/> of the mail that was handed over; null if none was.</param>
    /// <param name="state">Accepted or failed.</param>
    /// <param name="words">The relay's, or ours if the mail never got there.</param>
    /// <param name="now">When.</param>
    public virtual Task Settled(UsherDb db, string subject, string? memo, MailState state, string words, DateTimeOffset now) =>
        Settled(db, subject, state, words, now);

    /// <summary>For the admin's list: to whom the mails about these are, by subject. A subject that is not in it has nobody to be told of.</summary>
    public virtual Task<IReadOnlyDictionary<string, string>> Recipients(UsherDb db, IReadOnlyList<string> subjects, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());
}

/// <summary>A mail ready to be sent, or why it is not.</summary>
public abstract record WrittenMail
{
    /// <summary>A mail that can go out.</summary>
    public sealed record Ready(MimeMessage Message) : WrittenMail
    {
        /// <summary>What the kind wants to know when the mail is settled.</summary>
        public string? Memo { get; init; }
    }

    /// <summary>Overtaken by what happened since: it leaves the outbox without a trace, and its kind hears that it failed without a memo.</summary>
    /// <param name="Why">In a sentence for the log.</param>
    public sealed record Needless(string Why) : WrittenMail;

    /// <summary>A mail that is not to go out, which somebody should know.</summary>
    /// <param name="Why">In a sentence for the host to read.</param>
    public sealed record Withheld(string Why) : WrittenMail;
}
