using System.Globalization;
using MimeKit;
using Usher.Data;
using Usher.Mail;

namespace Usher.EmailTemplates;

/// <summary>A kind of mail that admins can word, registered by the capability that sends it.</summary>
public abstract class TemplateKind
{
    /// <summary>As templates name it, and as the built-in one's files are called.</summary>
    public abstract string Name { get; }

    /// <summary>What may stand in the template.</summary>
    public abstract IReadOnlyList<TemplateToken> Tokens { get; }

    /// <summary>The link in everything that is written here: real ones are known to nobody but their mails.</summary>
    public abstract string SampleLink { get; }

    /// <summary>What the template makes of letters as different as they come, in the language that is current.</summary>
    /// <exception cref="TemplateException">The template asks for what it may not have.</exception>
    public abstract IEnumerable<RenderedMail> Samples(MailTemplate template);

    /// <summary>The mail to one person, with <see cref="SampleLink"/> in it, in the language that is current; null when there is no such person.</summary>
    /// <param name="db">To read with.</param>
    /// <param name="template">The template.</param>
    /// <param name="subject">The id of what the mail is about; null for somebody invented.</param>
    /// <param name="cancel">When nobody waits for it any more.</param>
    public abstract Task<MimeMessage?> Write(UsherDb db, MailTemplate template, string? subject, CancellationToken cancel);

    /// <summary>The newest that a mail could be about, to choose from.</summary>
    public abstract Task<IReadOnlyList<TemplateSubject>> Newest(UsherDb db, CancellationToken cancel);

    /// <summary>As <see cref="MailLanguage"/> has it, with numbers and dates as that language writes them.</summary>
    internal static CultureInfo Language(string tag) => MailLanguage.Known(tag) ?? MailLanguage.English;
}

/// <summary>A word of a template in whose place a fact comes.</summary>
/// <param name="Name">What to write in braces.</param>
/// <param name="Meaning">What comes in its place, in English: the key of its translations.</param>
public sealed record TemplateToken(string Name, string Meaning);

/// <summary>Somebody whose mail can be looked at.</summary>
/// <param name="Id">The id of what the mail is about.</param>
/// <param name="Name">Who, and for what.</param>
public sealed record TemplateSubject(string Id, string Name);
