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
public sealed record GuestView(string Token, GuestLook Look, GuestRoom About, string Attempt, GuestDetails Typed, Problem? Problem = null)
{
    public string Path => $"/g/{Token}";

    public GuestVerdict Verdict => Look.Verdict;

    /// <summary>When it opens for guests.</summary>
    public DateTimeOffset? OpensAt => Look.Facts.Session is { } session ? Sessions.SessionRules.OpensAt(session, Sessions.Role.Guest) : null;

    /// <summary>The page's status tells programs what its words tell people.</summary>
    public int Status => Problem?.Status ?? (Verdict is GuestVerdict.NotYet ? 200 : GuestLinkRules.ProblemOf(Verdict)?.Status ?? 200);
}

/// <summary>The guest's page, <c>/g/{token}</c>. GET and HEAD change nothing; only a person's own POST claims.</summary>
public static class GuestPageEndpoints
{
    public static void MapGuestPages(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/g/{token}").AllowAnonymous().RequireRateLimiting(RateLimits.Entry).ExcludeFromDescription();
        page.MapMethods("", [HttpMethods.Get, HttpMethods.Head], Show);
        page.MapPost("", Claim);
    }

    /// <summary>What somebody asks of the page.</summary>
    internal readonly record struct Desk([FromServices] GuestEntrance Entrance)
    {
        public async Task<IResult> Page(HttpContext context, string token, Problem? problem = null, GuestDetails? typed = null)
        {
            if (await Entrance.Look(context, token) is not { } look)
                return Web.Page.Of<UnknownLinkPage>(new { }, InvitationProblems.UnknownLink.Status);
            if (problem is null && look.Verdict is GuestVerdict.WelcomeBack && look.Facts.KnownHere.Count > 0) return TypedResults.LocalRedirect($"/live/{look.Facts.SessionId}");
            var account = context.SignedIn();
            typed ??= new GuestDetails(account?.FirstName, account?.LastName, account?.Email);
            var view = new GuestView(token, look, await Entrance.Describe(look.Facts), Secret.New(), typed, problem);
            context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
            return Web.Page.Of<GuestPage>(new { View = view }, view.Status);
        }
    }

    private static Task<IResult> Show(string token, HttpContext context, [AsParameters] Desk desk) => desk.Page(context, token);

    private static async Task<IResult> Claim(
        string token, [FromForm] string? firstName, [FromForm] string? lastName, [FromForm] string? email, [FromForm] string? attempt, [FromForm] string? proof,
        HttpContext context, [AsParameters] Desk desk)
    {
        var details = new GuestDetails(firstName, lastName, email);
        var outcome = await desk.Entrance.Claim(context, token, details, proof, attempt);
        return outcome.Problem is { } problem ? await desk.Page(context, token, problem, details) : TypedResults.LocalRedirect($"/live/{outcome.Value.Session}");
    }
}
