using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Lti;

/// <summary>
/// The start of a launch (1EdTech Security Framework §5.1.1): a platform sends a browser here, and the browser is sent back to be told
/// who it is. Nothing is stored; what ties the answer to this browser is a secret in a cookie of its own or in the platform's storage.
/// </summary>
internal static class LoginInitiation
{
    private const int LongestHint = 4000;

    public static void MapLtiLogin(this IEndpointRouteBuilder pages) =>
        pages.MapMethods(ToolAddresses.LoginPath, [HttpMethods.Get, HttpMethods.Post], Start).AllowAnonymous().RequireRateLimiting(RateLimits.Entry).TakesForeignForms();

    private static async Task<IResult> Start(HttpContext context, UsherDb db, LaunchStates states, PublicAddress site)
    {
        var asked = await Asked(context);
        if (asked("iss") is not { } issuer || asked("login_hint") is not { Length: <= LongestHint } hint) return LtiProblems.NotLti.ToPage();
        if (await Find(db, issuer, asked("client_id"), asked("lti_deployment_id")) is not { } platform) return LtiProblems.NotRegistered.ToPage();
        context.ShowInFramesOf(platform.FrameOrigins());
        if (ToolAddresses.Target(site, asked("target_link_uri")) is null) return LtiProblems.BadTarget.ToPage();
        var (state, secret) = states.New(platform.Id, asked("lti_storage_target") is { Length: <= 200 } target ? target : null);
        context.Response.Cookies.Append(state.Cookie, secret, new CookieOptions
        {
            HttpOnly = true,
            Secure = true,
            Path = "/",
            MaxAge = LaunchState.Life,
            IsEssential = true,
        });
        var onTo = QueryHelpers.AddQueryString(platform.AuthorizationUrl, new Dictionary<string, string?>
        {
            ["scope"] = "openid",
            ["response_type"] = "id_token",
            ["response_mode"] = "form_post",
            ["prompt"] = "none",
            ["client_id"] = platform.ClientId,
            ["redirect_uri"] = site.UrlOf(ToolAddresses.LaunchPath),
            ["login_hint"] = hint,
            ["lti_message_hint"] = asked("lti_message_hint"),
            ["state"] = states.Seal(state),
            ["nonce"] = state.Nonce,
        }.Where(one => one.Value is not null));
        // In a window of its own cookies are kept. In a frame it takes script to find out, and to ask the platform's storage.
        if (state.StorageTarget is null && !IsFramed(context.Request)) return Results.Redirect(onTo);
        return Page.Of<LtiLoginPage>(new { OnTo = onTo, State = state, Secret = secret, Again = Again(asked), Platform = LtiRegistration.OriginOf(platform.AuthorizationUrl) });
    }

    private static async Task<Func<string, string?>> Asked(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        var query = context.Request.Query;
        return name => Said(form[name]) ?? Said(query[name]);
    }

    // What holds a control character, which no database or header takes, is as good as not said.
    private static string? Said(string? value) => value is { Length: > 0 } && !value.Any(char.IsControl) ? value : null;

    private static async Task<LtiRegistration?> Find(UsherDb db, string issuer, string? client, string? deployment)
    {
        var known = await db.LtiRegistrations.AsNoTracking()
            .Where(one => one.Issuer == issuer && one.DisabledAt == null && (client == null || one.ClientId == client))
            .Where(one => client != null || deployment == null || one.AnyDeployment || one.Deployments.Any(other => other.DeploymentId == deployment))
            .OrderBy(one => one.Id).Take(2).ToListAsync();
        // Which of two was meant is not for guessing.
        return known.Count == 1 ? known[0] : null;
    }

    private static bool IsFramed(HttpRequest request) => request.Headers["Sec-Fetch-Dest"].ToString() is "iframe" or "frame";

    /// <summary>The same again, for a window of its own.</summary>
    private static string Again(Func<string, string?> asked) => QueryHelpers.AddQueryString(ToolAddresses.LoginPath,
        new[] { "iss", "login_hint", "target_link_uri", "lti_message_hint", "client_id", "lti_deployment_id" }
            .Select(name => KeyValuePair.Create(name, asked(name))).Where(one => one.Value is not null));
}
