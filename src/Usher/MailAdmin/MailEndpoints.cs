using Microsoft.Extensions.Localization;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Web;

namespace Usher.MailAdmin;

/// <summary>How far a check of the mail server is to go.</summary>
/// <param name="SendMail">Send a mail to your own address; otherwise the mail server is only greeted.</param>
public sealed record RelayCheckRequest(bool SendMail = false);

/// <summary>How many of the mails that wait or failed are tried now.</summary>
/// <param name="Count">How many mails are tried at once.</param>
public sealed record RetriedAnswer(int Count);

/// <summary>How the site's mail is sent, and what waits, over the API for its admins.</summary>
internal static class MailEndpoints
{
    public static void MapMailCalls(this IEndpointRouteBuilder api)
    {
        var mail = api.MapGroup("/admin/mail").WithTags("Administration").RequireScope(Scopes.Admin).Refuses(401, 403);
        mail.MapGet("/relay", Show).Produces<RelayView>().WithSummary("How mail is sent. The password is never shown.");
        mail.MapPut("/relay", Save).Refuses(409, 412, 422).Produces<RelayView>().WithSummary("Says how mail is sent, from now on and on every node.");
        mail.MapPost("/relay/check", Check).Refuses(409).Produces<RelayVerdict>().WithSummary("Talks to the mail server that is in force, and shows the end of the conversation.");
        mail.MapGet("/queue", List).Produces<IEnumerable<QueuedMail>>().WithSummary("The outbox, newest first; with ?state=queued, what waits, oldest first.");
        mail.MapGet("/queue/summary", Summary).Produces<QueueSummary>().WithSummary("How much waits, since when, and how much failed within a week.");
        mail.MapPost("/queue/retry", RetryAll).Produces<RetriedAnswer>().WithSummary("Tries all that wait at once.");
        mail.MapPost("/queue/{mail}/retry", Retry).Refuses(404, 409).Produces(204).WithSummary("Tries one that waits at once.");
    }

    private static async Task<IResult> Show(HttpContext context, SaveRelay relay) => Answer(await relay.Show(), context);

    private static async Task<IResult> Save(RelayRequest request, HttpContext context, SaveRelay relay)
    {
        if (!context.Request.TryIfMatch(out var version)) return CommonProblems.Stale.ToResult();
        var saved = await relay.Save(request, version, context.Actor());
        return saved.Problem?.ToResult() ?? Answer(await relay.Show(), context);
    }

    private static IResult Answer(RelayView view, HttpContext context)
    {
        context.Response.SetETag(view.Version);
        return TypedResults.Ok(view);
    }

    private static async Task<IResult> Check(RelayCheckRequest request, HttpContext context, CheckRelay check, IStringLocalizer<Words> words) =>
        (await check.Run(request.SendMail, context.Actor(), words[TestSubject], words[TestText], context.RequestAborted)).ToResult(TypedResults.Ok);

    private static async Task<IResult> List([AsParameters] PageOfList page, string? state, HttpContext context, UsherDb db, MailQueue queue)
    {
        MailState? chosen = Enum.TryParse<MailState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
        if (chosen is null && !string.IsNullOrEmpty(state)) return TypedResults.Ok(Array.Empty<QueuedMail>());
        OutboxMailId? cursor = OutboxMailId.TryParse(page.Cursor, null, out var last) ? last : null;
        var rows = await queue.List(db, chosen, cursor, page.Size + 1, context.Actor().At, context.RequestAborted);
        return page.Answer(context, rows, row => row.Id.ToString());
    }

    private static async Task<IResult> Summary(HttpContext context, UsherDb db) => TypedResults.Ok(await MailQueue.Summary(db, context.Actor().At, context.RequestAborted));

    private static async Task<IResult> Retry(OutboxMailId mail, HttpContext context, MailQueue queue) =>
        (await queue.Retry(mail, context.Actor())).ToResult(_ => TypedResults.NoContent());

    private static async Task<IResult> RetryAll(HttpContext context, MailQueue queue) => TypedResults.Ok(new RetriedAnswer(await queue.RetryAll(context.Actor())));

    internal const string TestSubject = "A test mail from your rooms";
    internal const string TestText = "This site can send mail. Nobody needs to answer this.";
}
