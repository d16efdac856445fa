using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>The browser that asks for a mailed code, known by a secret that nobody else holds: not even this site keeps it.</summary>
/// <param name="Secret">Of this browser for one link.</param>
public sealed record AskingBrowser(string Secret)
{
    /// <summary>By which its codes are found.</summary>
    public byte[] Hash => Data.Secret.Hash(Secret);

    /// <summary>What is stored of a code: nothing that could be searched without the browser's secret.</summary>
    public byte[] HashOf(CodePurpose purpose, string typed) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(Data.Secret.From(Secret, $"code for {purpose}")), Encoding.UTF8.GetBytes(EntryCodeRules.Clean(typed)));

    public static string NewCode() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    public override string ToString() => nameof(AskingBrowser);
}

/// <summary>The cookie that makes a browser known as the one that asked.</summary>
public static class AskingBrowserCookie
{
    private const string Name = "__Host-usher-code";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Null for a browser that never asked. What it asked for by one link is not to be linked with what it asked for by another.</summary>
    public static AskingBrowser? AskingBrowser(this HttpRequest request, string token) =>
        request.Cookies[Name] is { } kept && Secret.IsOne(kept) ? Of(kept, token) : null;

    /// <summary>The same for one that asks now.</summary>
    public static AskingBrowser NewAskingBrowser(this HttpContext context, string token)
    {
        var kept = context.Request.Cookies[Name];
        if (!Secret.IsOne(kept)) kept = Secret.New();
        context.Response.Cookies.Append(Name, kept!, DeviceCookies.Options(Life));
        return Of(kept!, token);
    }

    private static AskingBrowser Of(string kept, string token) => new(Secret.From(kept, $"link {Convert.ToHexString(Secret.Hash(token))}"));
}
