using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Net.Http.Headers;

namespace Usher.Web;

/// <summary>
/// Lets through only what this site's own pages sent, wherever a browser's cookies could speak for somebody: the Origin of
/// every unsafe request and every WebSocket, and the antiforgery token of forms and of calls made with the sign-in cookie.
/// </summary>
internal sealed class OwnOrigin(RequestDelegate next, PublicAddress address, IAntiforgery antiforgery)
{
    public const string Header = "X-Usher-Antiforgery";

    public async Task InvokeAsync(HttpContext context)
    {
        if (await Ours(context)) await next(context);
        else await Refusals.Write(context, CommonProblems.ForeignOrigin);
    }

    private async ValueTask<bool> Ours(HttpContext context)
    {
        var request = context.Request;
        var exemption = context.GetEndpoint()?.Metadata.GetMetadata<OriginExemption>();
        if (exemption is { Foreign: true }) return true;
        var handshake = request.Headers.ContainsKey(HeaderNames.Upgrade) || HttpMethods.IsConnect(request.Method);
        if (IsSafe(request.Method) && !handshake) return true;
        return SentFrom(request, address) switch
        {
            Sender.Foreign => false,
            // A bearer's secret is in the request itself: no browser adds it on its own. Nor can a cookie that is not there act for anybody.
            Sender.Unsaid => IsBearer(request) || request.Cookies.Count == 0 || IsInviteesCall(context) || await antiforgery.IsRequestValidAsync(context),
            Sender.Us => handshake || exemption is not null || !NeedsToken(context) || await antiforgery.IsRequestValidAsync(context),
        };
    }

    /// <summary>Whether a browser says that a page of this site sent this; for what takes foreign pages' requests too, and not all in them.</summary>
    public static bool IsFromUs(HttpRequest request, PublicAddress address) => SentFrom(request, address) is Sender.Us;

    private static Sender SentFrom(HttpRequest request, PublicAddress address)
    {
        var origin = request.Headers.Origin.ToString();
        // Under our own Referrer-Policy browsers write "null" for forms (Fetch §3.1), and say the truth in Sec-Fetch-Site.
        if (origin is not ("" or "null")) return origin == address.Origin ? Sender.Us : Sender.Foreign;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length == 0 ? Sender.Unsaid : site == "same-origin" ? Sender.Us : Sender.Foreign;
    }

    private static bool NeedsToken(HttpContext context) =>
        !IsBearer(context.Request)
        && (context.User.Identity is { IsAuthenticated: true } || (context.Request.HasFormContentType && !context.Request.IsApi()));

    // An invitee's program shows the link's token, and their device's cookie cannot be used from elsewhere: JSON is sent across
    // sites only after asking (CORS), and nobody is ever told yes.
    private static bool IsInviteesCall(HttpContext context) =>
        context.Request.IsApi() && context.Request.HasJsonContentType() && context.User.Identity is not { IsAuthenticated: true };

    private static bool IsBearer(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private enum Sender
    {
        Us,
        Foreign,

        /// <summary>By a program, or by a browser from before 2023.</summary>
        Unsaid,
    }
}
