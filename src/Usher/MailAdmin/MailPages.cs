using System.Globalization;
using Microsoft.Extensions.Localization;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Web;

namespace Usher.MailAdmin;

/// <summary>The pages on which an admin says how mail is sent, and sees what waits.</summary>
internal static class MailPages
{
    public const string Path = "/admin/mail";
    private const int PageLength = 50;

    public static void MapMailPages(this IEndpointRouteBuilder pages)
    {
        var mail = pages.MapGroup(Path).RequireAdmin();
        mail.MapGet("", Queue);
        mail.MapPost("/retry", RetryAll);
        mail.MapPost("/{mail}/retry", Retry);
        mail.MapGet("/server", Server);
        mail.MapPost("/server", Save);
        mail.MapPost("/server/check", Check);
    }

    private static Task<IResult> Queue(string? state, string? cursor, HttpContext context, UsherDb db, MailQueue queue, MailRoute route) =>
        ShowQueue(state, cursor, context, db, queue, route);

    private static async Task<IResult> ShowQueue(string? state, string? cursor, HttpContext context, UsherDb db, MailQueue queue, MailRoute route, Problem? problem = null)
    {
        MailState? chosen = Enum.TryParse<MailState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
        OutboxMailId? after = OutboxMailId.TryParse(cursor, null, out var last) ? last : null;
        var now = context.Actor().At;
        var rows = await queue.List(db, chosen, after, PageLength + 1, now, context.RequestAborted);
        return Page.Of<MailQueuePage>(
            new
            {
                Summary = await MailQueue.Summary(db, now, context.RequestAborted),
                Rows = rows.Take(PageLength).ToList(),
                Next = rows.Count > PageLength ? rows[PageLength - 1].Id : (OutboxMailId?)null,
                State = chosen,
                route.CanSend,
                Now = now,
                Problem = problem,
            },
            problem?.Status ?? 200);
    }

    private static async Task<IResult> RetryAll(HttpContext context, MailQueue queue)
    {
        await queue.RetryAll(context.Actor());
        return TypedResults.LocalRedirect($"{Path}?state=queued");
    }

    private static async Task<IResult> Retry(OutboxMailId mail, HttpContext context, UsherDb db, MailQueue queue, MailRoute route) =>
        (await queue.Retry(mail, context.Actor())).Problem is { } problem
            ? await ShowQueue(null, null, context, db, queue, route, problem)
            : TypedResults.LocalRedirect($"{Path}?state=queued");

    private static async Task<IResult> Server(string? saved, SaveRelay relay) => await ShowServer(relay, saved: saved is not null);

    private static async Task<IResult> ShowServer(SaveRelay relay, RelayRequest? sent = null, Problem? problem = null, RelayVerdict? verdict = null, bool saved = false) =>
        Page.Of<MailServerPage>(new { View = await relay.Show(), Sent = sent, Problem = problem, Verdict = verdict, Saved = saved }, problem?.Status ?? 200);

    private static async Task<IResult> Save(HttpContext context, SaveRelay relay)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var port = form["port"].ToString().Trim();
        var request = new RelayRequest(
            form["host"], port.Length == 0 ? null : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1,
            Enum.TryParse<RelayTls>(form["tls"], out var tls) ? tls : (RelayTls)(-1), form["user"], form["password"], form["from"]);
        int? version = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;
        return (await relay.Save(request, version, context.Actor())).Problem is { } problem
            ? await ShowServer(relay, request with { Password = null }, problem)
            : TypedResults.LocalRedirect($"{Path}/server?saved=1");
    }

    private static async Task<IResult> Check(HttpContext context, SaveRelay relay, CheckRelay check, IStringLocalizer<Words> words)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var outcome = await check.Run(form["act"] == "mail", context.Actor(), words[MailEndpoints.TestSubject], words[MailEndpoints.TestText], context.RequestAborted);
        return await ShowServer(relay, problem: outcome.Problem, verdict: outcome.Problem is null ? outcome.Value : null);
    }
}
