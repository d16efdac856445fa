using System.Security.Cryptography;

namespace Usher.Web;

/// <summary>What every answer tells the browser to refuse.</summary>
public static class SecurityHeaders
{
    private static readonly object NonceKey = new();
    private static readonly object FramesKey = new();
    private static readonly object FormsKey = new();

    /// <summary>The word that this answer's own scripts carry; nobody can know it beforehand.</summary>
    public static string Nonce(this HttpContext context)
    {
        if (context.Items[NonceKey] is string known) return known;
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        return nonce;
    }

    /// <summary>Lets this answer hold frames of this site's own pages.</summary>
    public static void AllowOwnFrames(this HttpContext context) => context.Items[FramesKey] = "'self'";

    /// <summary>Lets the forms of this answer be sent to another site as well.</summary>
    public static void AllowFormsTo(this HttpContext context, string origin) => context.Items[FormsKey] = " " + origin;

    /// <summary>Adds them when the answer starts, since handling a fault empties the headers; an endpoint's own word stands.</summary>
    internal static void Add(HttpContext context, PublicAddress address) => context.Response.OnStarting(() =>
    {
        var headers = context.Response.Headers;
        headers.TryAdd("Content-Security-Policy", Policy(context, address));
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        // What may be kept (bundles, files) says so itself.
        headers.TryAdd("Cache-Control", "no-store");
        // The renderer's word to a script that no page of ours loads.
        headers.Remove("blazor-enhanced-nav");
        if (address.IsSecure) headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
        return Task.CompletedTask;
    });

    private static string Policy(HttpContext context, PublicAddress address) =>
        $"default-src 'none'; script-src 'nonce-{context.Nonce()}' 'strict-dynamic'; style-src 'self'; img-src 'self' data: blob:; " +
        $"media-src 'self' blob:; connect-src 'self' {address.WebSocketOrigin}; manifest-src 'self'; form-action 'self'{context.Items[FormsKey]}; " +
        $"frame-src {context.Items[FramesKey] ?? "'none'"}; frame-ancestors {context.FrameOrigins() ?? "'none'"}; base-uri 'none'";
}
