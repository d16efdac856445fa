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
        var handshake = request.Headers.ContainsKey(HeaderNames.Upgrade) || HttpMethods.IsConnect(request.Method);
        if (IsSafe(request.Method) && !handshake) return true;
        if (IsForeign(request)) return false;
        if (handshake || !NeedsToken(context)) return true;
        return await antiforgery.IsRequestValidAsync(context);
    }

    private bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin) return origin != address.Origin;
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site != "same-origin";
        // Browsers name their origin. What names none is a program, and may act if no cookie could be acting for it.
        return request.Cookies.Count > 0 && !CarriesToken(request);
    }

    // A bearer's secret is in the request itself: no browser adds it on its own. Other programs with cookies prove that they read a page.
    private static bool CarriesToken(HttpRequest request) =>
        IsBearer(request) || request.Headers.ContainsKey(Header) || request.HasFormContentType;

    private static bool NeedsToken(HttpContext context)
    {
        if (IsBearer(context.Request)) return false;
        return context.Request.HasFormContentType && !context.Request.IsApi() || context.User.Identity is { IsAuthenticated: true };
    }

    private static bool IsBearer(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
