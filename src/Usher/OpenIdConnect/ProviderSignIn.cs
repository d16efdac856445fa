using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Usher.Accounts;

namespace Usher.OpenIdConnect;

/// <summary>What came back from a provider: who somebody is there, or why they are not signed in.</summary>
/// <param name="OnTo">Where they were going.</param>
internal sealed record ProviderAnswer(ProviderIdentity? Who, Problem? Problem, Exception? Fault, string? OnTo);

/// <summary>Turns what the framework's handler finds out into an answer, and leaves the rest to the site.</summary>
internal static class ProviderSignIn
{
    private static readonly object AnswerKey = new();
    private static readonly object ToldKey = new();

    /// <summary>What the handler made of the request; null when it was none for it.</summary>
    public static ProviderAnswer? Answer(this HttpContext context) => context.Items[AnswerKey] as ProviderAnswer;

    /// <param name="issuer">The only one that may have answered.</param>
    /// <param name="usable">Whether browsers may be sent to an address.</param>
    public static OpenIdConnectEvents Events(string issuer, Func<string?, bool> usable) => new()
    {
        OnRedirectToIdentityProvider = leaving => usable(leaving.ProtocolMessage.IssuerAddress)
            ? Task.CompletedTask
            : throw new IOException("The provider's authorization endpoint cannot be used."),
        OnMessageReceived = arriving =>
        {
            // RFC 9207: who says that they have answered must be who was asked.
            if (arriving.ProtocolMessage.Iss is { Length: > 0 } said && said != issuer) arriving.Fail("iss is another than was asked");
            return Task.CompletedTask;
        },
        OnUserInformationReceived = told =>
        {
            told.HttpContext.Items[ToldKey] = told.User.RootElement.Clone();
            return Task.CompletedTask;
        },
        OnTicketReceived = good =>
        {
            var who = Identity(name => good.Principal?.FindFirst(name)?.Value, good.HttpContext.Items[ToldKey] as JsonElement?);
            return Ended(good, new(who, who is null ? OpenIdProblems.BadAnswer : null, null, good.ReturnUri));
        },
        OnAccessDenied = refused => Ended(refused, new(null, OpenIdProblems.Declined, null, refused.Properties?.RedirectUri)),
        OnRemoteFailure = failed => Ended(failed, new(null, ProblemOf(failed.Failure), failed.Failure, failed.Properties?.RedirectUri)),
    };

    /// <summary>Of the token, or else of what the provider tells beside it; an address is never of one and its verification of the other.</summary>
    /// <param name="claim">A claim of the token, whose signature is good.</param>
    /// <param name="told">The answer of the UserInfo endpoint (OpenID Connect Core §5.3), which is the same subject's.</param>
    internal static ProviderIdentity? Identity(Func<string, string?> claim, JsonElement? told)
    {
        if (claim("sub") is not { Length: > 0 and <= 255 } subject || subject.Any(char.IsControl)) return null;
        Func<string, string?> second = name => Told(told, name);
        var source = claim("email") is { Length: > 0 } ? claim : second;
        var address = EmailAddress.Parse(source("email"));
        bool? verified = bool.TryParse(source("email_verified"), out var said) ? said : null;
        var (first, last) = Names(name => claim(name) is { Length: > 0 } own ? own : second(name), address);
        return new(subject, address, verified, first, last);
    }

    private static (string First, string Last) Names(Func<string, string?> say, EmailAddress? address)
    {
        var (first, last) = (Clean(say("given_name")), Clean(say("family_name")));
        if (first.Length > 0 || last.Length > 0) return (first, last);
        var whole = Clean(say("name"));
        if (whole.Length == 0) return (Clean(address?.Typed.Split('@')[0]), "");
        var blank = whole.LastIndexOf(' ');
        return blank < 0 ? (whole, "") : (whole[..blank].TrimEnd(), whole[(blank + 1)..]);
    }

    private static string Clean(string? name)
    {
        var clean = string.Concat((name ?? "").Where(c => !char.IsControl(c))).Trim();
        if (clean.Length <= AccountRules.NameLength) return clean;
        // Not in the middle of a letter of two halves.
        var end = char.IsHighSurrogate(clean[AccountRules.NameLength - 1]) ? AccountRules.NameLength - 1 : AccountRules.NameLength;
        return clean[..end].TrimEnd();
    }

    // Some providers write what is true as a word.
    private static string? Told(JsonElement? told, string name) =>
        told is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean().ToString(CultureInfo.InvariantCulture)
        : value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static Problem ProblemOf(Exception? fault) => ProviderClients.IsUnreachable(fault) ? OpenIdProblems.Unreachable : OpenIdProblems.BadAnswer;

    private static Task Ended<TOptions>(HandleRequestContext<TOptions> context, ProviderAnswer answer) where TOptions : AuthenticationSchemeOptions
    {
        context.HttpContext.Items[AnswerKey] = answer;
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
