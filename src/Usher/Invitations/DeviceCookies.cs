namespace Usher.Invitations;

/// <summary>
/// The cookies that make a browser known as the one an invitation is bound to: one a binding, so that what a browser was invited to
/// here and there is not linked together, and so that every claim starts with a secret of its own.
/// </summary>
public static class DeviceCookies
{
    private const string Prefix = "__Host-usher-device.";

    // More bindings than anybody has at once; what comes beyond is looked at no further.
    private const int Most = 40;
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    public static IReadOnlyDictionary<DeviceBindingId, string> DeviceSecrets(this HttpRequest request)
    {
        var secrets = new Dictionary<DeviceBindingId, string>();
        foreach (var (name, secret) in request.Cookies)
        {
            if (secrets.Count >= Most) break;
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && DeviceBindingId.TryParse(name[Prefix.Length..], null, out var id)) secrets[id] = secret;
        }
        return secrets;
    }

    public static void SetDeviceCookie(this HttpResponse response, DeviceCookie cookie) =>
        response.Cookies.Append(Prefix + cookie.Binding, cookie.Secret, Options(Life));

    /// <summary>For every cookie that speaks for a device: out of reach of scripts, other sites and other hosts.</summary>
    internal static CookieOptions Options(TimeSpan life) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = life, IsEssential = true };
}
