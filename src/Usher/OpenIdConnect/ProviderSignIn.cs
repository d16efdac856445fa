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
    public static OpenIdConnectEvents Events(string issuer) => new()
    {
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
            return Ended(good, new(who, who is null ? OpenIdProblems.BadAnswer : null, who is null ? new InvalidDataException("The subject is missing, or cannot be one.") : null, good.ReturnUri));
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
        var (own, beside) = (EmailAddress.Parse(claim("email")), EmailAddress.Parse(second("email")));
        var (address, verified) = own is null ? (beside, Yes(second("email_verified"))) : (own, Yes(claim("email_verified")));
        // Of one address a no counts, wherever it is said.
        if (own is not null && own.Key == beside?.Key && verified is not false) verified = Yes(second("email_verified")) ?? verified;
        var (first, last) = Names(name => claim(name) is { Length: > 0 } named ? named : second(name));
        return new(subject, address, verified, first, last);
    }

    // What is said and is no yes is a no; only what is not said is neither.
    private static bool? Yes(string? said) => said is null ? null : bool.TryParse(said, out var yes) && yes;

    private static (string First, string Last) Names(Func<string, string?> say)
    {
        var (first, last) = (Clean(say("given_name")), Clean(say("family_name")));
        if (first.Length > 0 || last.Length > 0) return (first, last);
        var whole = Clean(say("name"));
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

    // Some providers write what is true as a word, or as a number.
    private static string? Told(JsonElement? told, string name)
    {
        if (told is not { ValueKind: JsonValueKind.Object } json || !json.TryGetProperty(name, out var value)) return null;
        try
        {
            return value.ValueKind is JsonValueKind.Null ? null : value.ToString();
        }
        catch (InvalidOperationException)
        {
            // Half a letter, as is left where names are cut.
            return null;
        }
    }

    private static Problem ProblemOf(Exception? fault) => ProviderClients.IsUnreachable(fault) ? OpenIdProblems.Unreachable : OpenIdProblems.BadAnswer;

    private static Task Ended<TOptions>(HandleRequestContext<TOptions> context, ProviderAnswer answer) where TOptions : AuthenticationSchemeOptions
    {
        context.HttpContext.Items[AnswerKey] = answer;
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
