using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Lti;

/// <summary>Takes a ticket out of a platform's frame: the new window is signed in as the frame is, once.</summary>
internal static class NewWindow
{
    public static void MapNewWindow(this IEndpointRouteBuilder pages) =>
        pages.MapPost(WindowTickets.Path, Open).AllowAnonymous().RequireRateLimiting(RateLimits.Entry).TakesFormsWithoutCookies();

    private static async Task<IResult> Open(HttpContext context, WindowTickets tickets, VouchedSignIns vouched, WriteDoor door, TimeProvider time)
    {
        if (!context.Request.HasFormContentType) return CommonProblems.Malformed.ToPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        if (tickets.Read(sent["ticket"].ToString()) is not var (frame, number)) return CommonProblems.SignInNeeded.ToPage();
        var (former, now) = (new SignInId(frame), time.Now());
        var signIn = await door.Write<SignIn?>(async db =>
        {
            var from = await vouched(db).AsNoTracking().FirstOrDefaultAsync(one => one.Id == former && one.EndedAt == null && one.LaunchedFrom != null && one.At > now - AccountsModule.LaunchLifetime);
            if (from is null || !await Enter.Spend(db, $"window {number}", now, WindowTickets.Life)) return null;
            return db.Begin(from.AccountId, BrowserName.Whole(context.Request), context.From(), now, from.LaunchedFrom, from.FrameOrigins);
        });
        if (signIn is null) return CommonProblems.SignInNeeded.ToPage();
        await context.RememberLaunch(signIn);
        return Results.LocalRedirect(LocalPath.Or(sent["path"], CoursePages.Path));
    }
}
