namespace Usher.Web;

/// <summary>
/// Pages shown in a frame of a learning platform. Only they may be, only there, and their cookies are kept by the browser for that place
/// alone: <c>SameSite=None; Partitioned</c> (CHIPS), which works where third-party cookies are blocked.
/// </summary>
public static class Embedding
{
    internal const string Partitioned = "Partitioned";
    private static readonly object Key = new();

    /// <param name="origins">Of the pages that may show this answer in a frame, separated by spaces.</param>
    /// <param name="signIn">Of the one who launched, once there is one.</param>
    public static void ShowInFramesOf(this HttpContext context, string origins, Guid? signIn = null) => context.Items[Key] = new Frame(origins, signIn);

    /// <summary>Whose frames may show this answer; null for nobody's.</summary>
    public static string? FrameOrigins(this HttpContext context) => (context.Items[Key] as Frame)?.Origins;

    /// <summary>The sign-in of somebody who came by a launch; null for everybody else.</summary>
    public static Guid? EmbeddedSignIn(this HttpContext context) => (context.Items[Key] as Frame)?.SignIn;

    public static bool IsEmbedded(this HttpContext context) => context.Items.ContainsKey(Key);

    /// <summary>A cookie of an embedded answer is for the frame's place.</summary>
    internal static void Keep(HttpContext context, CookieOptions cookie)
    {
        if (!context.IsEmbedded()) return;
        cookie.SameSite = SameSiteMode.None;
        if (!cookie.Extensions.Contains(Partitioned)) cookie.Extensions.Add(Partitioned);
    }

    private sealed record Frame(string Origins, Guid? SignIn);
}

/// <summary>How much of <see cref="OwnOrigin"/>'s checks an endpoint leaves out, because something else in the request proves more.</summary>
/// <param name="Foreign">Other sites' pages may send it: it carries what they signed. Otherwise only the form's token is not asked for.</param>
internal sealed record OriginExemption(bool Foreign);

internal static class OriginExemptions
{
    /// <summary>Takes forms that learning platforms send.</summary>
    public static TBuilder TakesForeignForms<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OriginExemption(Foreign: true));

    /// <summary>Takes this site's own forms also where no cookie of theirs came along: they hold a secret instead.</summary>
    public static TBuilder TakesFormsWithoutCookies<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new OriginExemption(Foreign: false));
}
