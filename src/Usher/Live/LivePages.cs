using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Live;

/// <summary>The page of a live session. Loading it changes nothing: whoever it lets in has entered only once it has connected.</summary>
internal static class LivePages
{
    public static void MapLivePage(this IEndpointRouteBuilder pages) => pages.MapGet("/live/{session}", Show).AllowAnonymous();

    private static async Task<IResult> Show(SessionId session, HttpContext context, Arrivals arrivals, LiveNode node, UsherDb db)
    {
        if (await db.CardOf(session, context.RequestAborted) is not { } card) return SessionProblems.Unknown.ToPage();
        var arrival = await arrivals.Find(session, context, context.RequestAborted);
        if (arrival.Problem is not { } problem) return Page.Of<LivePage>(new
        {
            Card = card,
            arrival.Value.Admission,
            Waits = await node.WouldWait(session, arrival.Value.Participant, arrival.Value.Admission.Role),
        });
        if (problem == CommonProblems.SignInNeeded) return TypedResults.LocalRedirect($"/sign-in{QueryString.Create("return", $"/live/{session}")}");
        var mayLook = await db.FindRoom(card.Room, context.SignedIn(), context.RequestAborted) is { Problem: null };
        return Page.Of<LiveClosedPage>(new { Card = card, Problem = problem, SignedIn = context.SignedIn() is not null, ShowsRoom = mayLook }, problem.Status);
    }
}
