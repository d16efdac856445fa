using System.Globalization;
using MimeKit;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;

namespace Usher.EmailTemplates;

/// <summary>Shows what a template makes of an invitee, saved or not: to look at, and as a mail to the admin's own address.</summary>
public sealed class TryTemplate(IEnumerable<TemplateKind> kinds, MailRoute route, Func<MailDelivery> openDelivery, TimeProvider time)
{
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(20);

    /// <param name="db">To read with.</param>
    /// <param name="kind">The kind of mail.</param>
    /// <param name="text">The template.</param>
    /// <param name="subject">Whom it is for; null for somebody invented.</param>
    /// <param name="cancel">When nobody waits for it any more.</param>
    public async Task<Outcome<OpenedMail>> Preview(UsherDb db, string kind, TemplateText text, string? subject, CancellationToken cancel)
    {
        var written = await Write(db, kind, text, subject, cancel);
        return written.Problem is { } problem ? problem : new OpenedMail(OutboxMailId.New(time.Now()), time.Now(), written.Value);
    }

    /// <summary>Sends it to the one who asks, past the outbox, for its answer is waited for.</summary>
    public async Task<Outcome<RelayAnswer>> Send(UsherDb db, string kind, TemplateText text, string? subject, Actor by, CancellationToken cancel)
    {
        if (!route.CanSend) return MailProblems.Off;
        var written = await Write(db, kind, text, subject, cancel);
        if (written.Problem is { } problem) return problem;
        var message = written.Value;
        message.To.Clear();
        message.To.Add(new MailboxAddress(by.Account.Name.Tamed(), by.Account.Email));
        message.Date = time.Now();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestTry);
        await using var delivery = openDelivery();
        return await delivery.Deliver(OutboxMailId.New(time.Now()), message, limit.Token);
    }

    private async Task<Outcome<MimeMessage>> Write(UsherDb db, string kind, TemplateText text, string? subject, CancellationToken cancel)
    {
        if (kinds.FirstOrDefault(one => one.Name == kind) is not { } known) return EmailTemplateProblems.Unknown;
        var errors = new FieldErrors();
        CheckTemplate.Check(new TemplateContent(text.Language, [text]), known, errors);
        if (errors.Problem is { } problem) return problem;
        var template = text.Parse(known);
        try
        {
            // The culture flows with the call, and back out of it nothing flows.
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (TemplateKind.Language(text.Language), TemplateKind.Language(text.Language));
            return await known.Write(db, template, string.IsNullOrEmpty(subject) ? null : subject, cancel) is { } message ? message : EmailTemplateProblems.Unknown;
        }
        catch (TemplateException fault)
        {
            errors.Add($"texts.{text.Language}.html", fault.Message);
            return errors.Problem!;
        }
    }
}
