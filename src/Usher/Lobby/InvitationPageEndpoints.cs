using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>
/// The invitee's page, <c>/i/{token}</c>. GET and HEAD change nothing, whatever script the page runs, so that mail scanners and
/// previews use nothing up; only a person's own POST claims.
/// </summary>
public static class InvitationPageEndpoints
{
    public static void MapInvitationPages(this IEndpointRouteBuilder app)
    {
        app.MapPost("/i", Mend).AllowAnonymous().RequireRateLimiting(RateLimits.Entry).ExcludeFromDescription();
        var page = app.MapGroup("/i/{token}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry).ExcludeFromDescription();
        page.MapMethods("", [HttpMethods.Get, HttpMethods.Head], Show);
        page.MapPost("", Claim);
        page.MapPost("/check-in", CheckIn);
        page.MapPost("/code", Code);
        // Where a tab stands whose check-in was refused, when it is loaded again.
        page.MapPost("/sign-in", (string token) => Page.Of<SignInPage>(new { Return = $"/i/{token}" }));
        page.MapGet("/sign-in", (string token) => TypedResults.LocalRedirect($"/i/{Uri.EscapeDataString(token)}"));
        page.MapGet("/code", (string token) => TypedResults.LocalRedirect($"/i/{Uri.EscapeDataString(token)}"));
        page.MapGet("/check-in", (string token) => TypedResults.LocalRedirect($"/i/{Uri.EscapeDataString(token)}"));
        page.MapGet("/invitation.ics", Calendar);
        page.MapGet("/files/{file}", File);
    }

    /// <summary>What somebody asks of the page.</summary>
    /// <param name="Entrance">The decision.</param>
    internal readonly record struct Desk(Entrance Entrance, [FromServices] UsherDb Db, SiteSettings Settings, Previews Previews)
    {
        public async Task<IResult> Page(HttpContext context, string token, bool asGuest, Problem? problem = null, string? typed = null, bool answering = false, bool mailed = false)
        {
            if (await Entrance.Look(context, token, asGuest) is not { } look) return UnknownLink();
            if (Robots.NameOf(context.Request.Headers.UserAgent, HttpMethods.IsHead(context.Request.Method)) is { } robot)
                Previews.Note(look.Facts.Id, look.Facts.RoomId, robot);
            if (problem is null && look is { Verdict: EntryVerdict.WelcomeBack, KeyWanted: false }) return TypedResults.LocalRedirect($"/live/{look.Facts.SessionId}");
            var site = await Settings.Site();
            var view = new InvitationView(token, look, await Db.DetailsOf(look.Facts), site.PrivacyNotice, Secret.New(), problem, typed, asGuest, answering, mailed);
            if (problem is not null) context.Response.SetRetryAfter(problem);
            context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
            return Web.Page.Of<InvitationPage>(new { View = view }, view.Status).In(view.Details.Language);
        }

        /// <param name="pasted">What was pasted, with no link in it.</param>
        public IResult UnknownLink(string? pasted = null) => Web.Page.Of<UnknownLinkPage>(new { Pasted = pasted }, InvitationProblems.UnknownLink.Status);
    }

    private static Task<IResult> Show(string token, bool? guest, bool? mailed, HttpContext context, [AsParameters] Desk desk) =>
        desk.Page(context, token, guest ?? false, mailed: mailed ?? false);

    private static async Task<IResult> Claim(
        string token, [FromForm] string? email, [FromForm] string? attempt, [FromForm] string? proof, [FromForm] bool? guest, [FromForm] string? code,
        HttpContext context, [AsParameters] Desk desk)
    {
        var outcome = await desk.Entrance.Claim(context, token, new EntryClaim(email, proof, attempt, guest ?? false, code));
        return outcome.Problem is not { } problem ? Redirect($"/live/{outcome.Value.Session}")
            : problem.Code == InvitationProblems.CodeNeeded.Code ? await MailCode(token, email, guest ?? false, context, desk)
            : await desk.Page(context, token, guest ?? false, problem, email);
    }

    private static async Task<IResult> CheckIn(
        string token, [FromForm] string? email, [FromForm] bool? guest, [FromForm] string? code, HttpContext context, [AsParameters] Desk desk)
    {
        var outcome = await desk.Entrance.CheckIn(context, token, email, code);
        return outcome.Problem is not { } problem ? Redirect(InvitationView.PathOf(token, guest ?? false))
            : problem.Code == InvitationProblems.CodeNeeded.Code ? await MailCode(token, email, guest ?? false, context, desk)
            : await desk.Page(context, token, guest ?? false, problem, email);
    }

    private static Task<IResult> Code(string token, [FromForm] string? email, [FromForm] bool? guest, HttpContext context, [AsParameters] Desk desk) =>
        MailCode(token, email, guest ?? false, context, desk);

    /// <summary>The address was right, and the next thing is the code: the page then asks for it, also when it is loaded again.</summary>
    private static async Task<IResult> MailCode(string token, string? email, bool asGuest, HttpContext context, Desk desk)
    {
        var sent = await desk.Entrance.AskForCode(context, token, email, asGuest);
        return sent.Problem is { } problem
            ? await desk.Page(context, token, asGuest, problem, email)
            : Redirect(InvitationView.PathOf(token, asGuest, mailed: sent.Value.Purpose is CodePurpose.NewDevice));
    }

    private static IResult Mend([FromForm] string? link, [AsParameters] Desk desk) =>
        PastedLink.Token(link) is { } token ? Redirect($"/i/{token}") : desk.UnknownLink(link ?? "");

    private static async Task<IResult> Calendar(string token, HttpContext context, PublicAddress address, IStringLocalizer<Words> words, [AsParameters] Desk desk)
    {
        if (await desk.Entrance.Look(context, token) is not { } look) return desk.UnknownLink();
        var details = await desk.Db.DetailsOf(look.Facts);
        return InvitationCalendar.Of(details.Session, details.Room, address, words) is { } calendar
            ? TypedResults.File(System.Text.Encoding.UTF8.GetBytes(calendar.File(look.Now)), "text/calendar; charset=utf-8", "invitation.ics")
            : CommonProblems.NotFound.ToPage();
    }

    private static async Task<IResult> File(string token, RoomFileId file, HttpContext context, [AsParameters] Desk desk)
    {
        // An invitation that is over opens nothing any more.
        if (await desk.Entrance.Look(context, token) is not { Verdict: not (EntryVerdict.Revoked or EntryVerdict.Expired or EntryVerdict.Void) } look) return desk.UnknownLink();
        var outcome = await ServeFile.From(desk.Db, look.Facts.RoomId, file, context.Response, context.RequestAborted);
        return outcome.Match<IResult>(served => served, problem => problem.ToPage());
    }

    internal static RedirectHttpResult Redirect(string path) => TypedResults.LocalRedirect(path);
}
