using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Lti;

/// <summary>A platform's answer arrives: who it is, from which course, and where they want to go.</summary>
internal sealed class Launch(
    IDbContextFactory<UsherDb> databases, LaunchStates states, PlatformKeys keys, Enter enter, DeepLinks deepLinks, Rosters rosters, WindowTickets tickets, PublicAddress site,
    TimeProvider time)
{
    public async Task<IResult> Arrive(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return LtiProblems.NotLti.ToPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        if (states.Open(sent["state"]) is not { } state || await Platform(state.Registration) is not { } platform) return LtiProblems.BadState.ToPage();
        context.ShowInFramesOf(platform.FrameOrigins());
        if (sent["error"].ToString() is { Length: > 0 } error) return Refused(LtiProblems.PlatformRefused, $"{error} {sent["error_description"]}".Trim().Cut());
        var token = sent["id_token"].ToString();
        var kept = context.Request.Cookies[state.Cookie];
        if (kept is null && !sent.ContainsKey("proof") && state.StorageTarget is not null && token.Length > 0)
        {
            var origin = LtiRegistration.OriginOf(platform.AuthorizationUrl);
            return Page.Of<LtiStoragePage>(new { State = state, Sealed = sent["state"].ToString(), Token = token, Platform = origin });
        }
        // Whoever makes a browser send a launch that began elsewhere does not know what that browser keeps; but they know what theirs
        // keeps, so that from a page which is not ours nothing counts but the cookie.
        var shown = kept ?? (state.StorageTarget is not null && OwnOrigin.IsFromUs(context.Request, site) ? sent["proof"].ToString() : null);
        if (shown is null || !Secret.Matches(shown, state.SecretHash)) return Refused(LtiProblems.BadState);
        context.Response.Cookies.Delete(state.Cookie, new CookieOptions { Secure = true, Path = "/" });
        return await Verified(context, platform, state, token, keepsCookies: kept is not null);
    }

    private async Task<IResult> Verified(HttpContext context, LtiRegistration platform, LaunchState state, string token, bool keepsCookies)
    {
        var claims = await keys.Verify(platform, token, context.RequestAborted);
        if (claims.Problem is { } unverified) return Refused(unverified);
        var facts = new LaunchFacts(platform.Issuer, platform.ClientId, state.Nonce, state.At);
        var judged = LaunchRules.Judge(claims.Value, facts, time.Now());
        var onTo = judged.Problem is null ? await Come(context, platform, judged.Value, state.Nonce) : judged.Problem;
        if (onTo.Problem is { } problem) return Back(LaunchRules.ReturnUrl(claims.Value), problem);
        return keepsCookies ? Results.LocalRedirect(onTo.Value.Path) : Page.Of<LtiWindowPage>(new { Ticket = tickets.New(onTo.Value.SignIn.Id.Value), OnTo = onTo.Value.Path });
    }

    /// <summary>Lets them in, and says where they go.</summary>
    private async Task<Outcome<(string Path, SignIn SignIn)>> Come(HttpContext context, LtiRegistration platform, LaunchMessage message, string nonce)
    {
        if (!platform.AnyDeployment && !platform.Deployments.Exists(one => one.DeploymentId == message.DeploymentId)) return LtiProblems.UnknownDeployment;
        var target = ToolAddresses.Target(site, message.TargetLinkUri);
        if (target is null && message.DeepLink is null) return LtiProblems.BadTarget;
        var entered = await enter.Run(platform, message, nonce, target, BrowserName.Whole(context.Request), context.From());
        if (entered.Problem is { } refused) return refused;
        var (signIn, course, role, _) = entered.Value;
        await context.RememberLaunch(signIn);
        if (course is { } within && role is Courses.CourseRole.Host) rosters.Want(platform.Id, within);
        if (message.DeepLink is not null)
        {
            var asked = await deepLinks.Begin(platform, message, signIn.AccountId, course, role);
            return asked.Problem is { } problem ? problem : ($"{DeepLinks.Path}{asked.Value}", signIn);
        }
        if (target!.Room is not { } room) return (course is { } rooms ? $"{CoursePages.Path}/{rooms}" : CoursePages.Path, signIn);
        return await MaySee(room, signIn.AccountId) ? ($"/rooms/{room}", signIn) : LtiProblems.OtherCourse;
    }

    private async Task<bool> MaySee(RoomId room, AccountId account)
    {
        await using var db = await databases.CreateDbContextAsync();
        var who = await db.Accounts.Where(one => one.Id == account)
            .Select(one => new SignedIn(one.Id, one.FirstName, one.LastName, one.Email ?? "", one.SiteRole, null) { IsAnonymous = one.IsAnonymous }).SingleAsync();
        return (await Rooms.FindRooms.FindRoom(db, room, who)).Problem is null;
    }

    private async Task<LtiRegistration?> Platform(LtiRegistrationId id)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.LtiRegistrations.AsNoTracking().Include(one => one.Deployments).FirstOrDefaultAsync(one => one.Id == id && one.DisabledAt == null);
    }

    /// <summary>To the platform, with what to tell its person (LTI Core 1.3 §5.4.3); without a way back, here.</summary>
    private static IResult Back(string? returnUrl, Problem problem) => returnUrl is null
        ? Refused(problem)
        : Results.Redirect(QueryHelpers.AddQueryString(returnUrl, new Dictionary<string, string?> { ["lti_errormsg"] = problem.Sentence, ["lti_errorlog"] = problem.Code }));

    private static IResult Refused(Problem problem, string? said = null) => Page.Of<LtiRefusedPage>(new { Problem = problem, Said = said }, problem.Status);
}

/// <summary>The address to which platforms answer.</summary>
internal static class LaunchEndpoints
{
    public static void MapLtiLaunch(this IEndpointRouteBuilder pages)
    {
        pages.MapPost(ToolAddresses.LaunchPath, (HttpContext context, Launch launch) => launch.Arrive(context))
            .AllowAnonymous().RequireRateLimiting(RateLimits.Entry).TakesForeignForms();
        // Somebody has opened the address of a link itself: it works from the course alone.
        pages.MapGet(ToolAddresses.LaunchPath, () => LtiProblems.NotLti.ToPage()).AllowAnonymous();
        pages.MapGet(ToolAddresses.RoomPath + "{room}", (RoomId room) => Results.LocalRedirect($"/rooms/{room}")).AllowAnonymous();
    }
}
