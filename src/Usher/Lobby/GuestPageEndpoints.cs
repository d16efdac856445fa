using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Web;

namespace Usher.Lobby;

/// <summary>What the page of a guest link shows: the truth of the moment.</summary>
/// <param name="Problem">What the form that was just sent met; null for a page that was only looked at.</param>
/// <param name="Typed">What was typed, to be mended rather than typed again; or what the site knows of who is signed in.</param>
/// <param name="Attempt">The secret of this page's form: sent twice, it is one claim.</param>
/// <param name="AsksForCode">A code was mailed to the address that was typed, and is what comes next.</param>
public sealed record GuestView(
    string Token, GuestLook Look, GuestRoom About, string Attempt, GuestDetails Typed, Problem? Problem = null, bool AsksForCode = false)
{
    public string Path => $"/g/{Token}";

    public GuestVerdict Verdict => Look.Verdict;

    /// <summary>The same as <see cref="Problem"/>, said of the field that it is about.</summary>
    public Problem? Fault => Problem is { Errors: null } problem && FieldOf(problem) is { } name
        ? problem with { Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = problem.Sentence } }
        : Problem;

    public bool AddressIsOfBlockedDomain => Problem?.Code == InvitationProblems.DomainBlocked.Code;

    /// <summary>When it opens for guests.</summary>
    public DateTimeOffset? OpensAt => Look.Facts.Session is { } session ? Sessions.SessionRules.OpensAt(session, Sessions.Role.Guest) : null;

    /// <summary>The page's status tells programs what its words tell people.</summary>
    public int Status => Problem?.Status ?? (Verdict is GuestVerdict.NotYet or GuestVerdict.CodeNeeded ? 200 : GuestLinkRules.ProblemOf(Verdict)?.Status ?? 200);

    private string? FieldOf(Problem problem) =>
        problem.Code == InvitationProblems.DomainBlocked.Code ? "email"
        : problem.Code == InvitationProblems.WrongCode.Code || problem.Code == InvitationProblems.CodeOver.Code ? "code"
        : problem.Code == InvitationProblems.TooManyCodes.Code || problem.Code == InvitationProblems.CodeUndeliverable.Code ? AsksForCode ? "code" : "email"
        : null;
}

/// <summary>What the guest's forms send.</summary>
internal sealed record GuestFields
{
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? Code { get; init; }
    public string? Attempt { get; init; }
    public string? Proof { get; init; }

    public GuestEntry Entry => new(new GuestDetails(FirstName, LastName, Email), Proof, Attempt, Code);
}

/// <summary>The guest's page, <c>/g/{token}</c>. GET and HEAD change nothing; only a person's own POST claims.</summary>
public static class GuestPageEndpoints
{
    public static void MapGuestPages(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/g/{token}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry).ExcludeFromDescription();
        page.MapMethods("", [HttpMethods.Get, HttpMethods.Head], Show);
        page.MapPost("", Claim);
        page.MapPost("/code", Code);
        page.MapPost("/address", Mend);
        // Where a tab stands after these, when it is loaded again.
        page.MapGet("/code", (string token) => TypedResults.LocalRedirect($"/g/{Uri.EscapeDataString(token)}"));
        page.MapGet("/address", (string token) => TypedResults.LocalRedirect($"/g/{Uri.EscapeDataString(token)}"));
    }

    /// <summary>What somebody asks of the page.</summary>
    internal readonly record struct Desk([FromServices] GuestEntrance Entrance)
    {
        public async Task<IResult> Page(HttpContext context, string token, Problem? problem = null, GuestDetails? typed = null, bool asksForCode = false)
        {
            if (await Entrance.Look(context, token) is not { } look)
                return Web.Page.Of<UnknownLinkPage>(new { }, InvitationProblems.UnknownLink.Status);
            if (problem is null && look.Verdict is GuestVerdict.WelcomeBack && look.Facts.KnownHere.Count > 0) return TypedResults.LocalRedirect($"/live/{look.Facts.SessionId}");
            var account = context.SignedIn();
            typed ??= new GuestDetails(account?.FirstName, account?.LastName, account?.Email);
            var view = new GuestView(token, look, await Entrance.Describe(look.Facts), Secret.New(), typed, problem, asksForCode);
            if (problem is not null) context.Response.SetRetryAfter(problem);
            context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
            return Web.Page.Of<GuestPage>(new { View = view }, view.Status);
        }

        /// <summary>The page with the field for the code, once one is on its way.</summary>
        /// <param name="again">They have that field before them, and ask for another code.</param>
        public async Task<IResult> MailCode(HttpContext context, string token, GuestDetails typed, bool again)
        {
            var problem = (await Entrance.AskForCode(context, token, typed.Email, again)).Problem;
            // Without a code on its way for this address there is nothing to type.
            var waits = problem is null || (again && (problem.Code == InvitationProblems.TooManyCodes.Code || problem.Code == InvitationProblems.CodeUndeliverable.Code));
            return await Page(context, token, problem, typed, asksForCode: waits);
        }
    }

    private static Task<IResult> Show(string token, HttpContext context, [AsParameters] Desk desk) => desk.Page(context, token);

    private static async Task<IResult> Claim(string token, [FromForm] GuestFields sent, HttpContext context, [AsParameters] Desk desk)
    {
        var outcome = await desk.Entrance.Claim(context, token, sent.Entry);
        if (outcome.Problem is not { } problem) return TypedResults.LocalRedirect($"/live/{outcome.Value.Session}");
        if (problem.Code == InvitationProblems.CodeNeeded.Code) return await desk.MailCode(context, token, sent.Entry.Details, again: false);
        var aboutCode = problem.Code == InvitationProblems.WrongCode.Code || problem.Code == InvitationProblems.CodeOver.Code;
        return await desk.Page(context, token, problem, sent.Entry.Details, aboutCode);
    }

    private static Task<IResult> Code(string token, [FromForm] GuestFields sent, HttpContext context, [AsParameters] Desk desk) =>
        desk.MailCode(context, token, sent.Entry.Details, again: true);

    /// <summary>Back to who they are, with all that they typed.</summary>
    private static Task<IResult> Mend(string token, [FromForm] GuestFields sent, HttpContext context, [AsParameters] Desk desk) =>
        desk.Page(context, token, typed: sent.Entry.Details);
}
