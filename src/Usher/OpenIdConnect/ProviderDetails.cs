using System.Buffers;
using Usher.Accounts;
using Usher.Settings;

namespace Usher.OpenIdConnect;

/// <summary>What an admin says of a provider. In a change, what is left out stays; its short name and issuer cannot be changed.</summary>
/// <param name="Key">A short name for addresses: up to 40 lower-case letters, digits and hyphens. The provider sends people back to <c>/sign-in/with/{key}/back</c>.</param>
/// <param name="Name">What the sign-in page calls it, up to 60 characters.</param>
/// <param name="Issuer">Letter for letter as the provider writes it; its description is read from <c>/.well-known/openid-configuration</c> below it.</param>
/// <param name="ClientId">This site's id there.</param>
/// <param name="ClientSecret">Never shown again. Left out: the one that is there stays; empty: there is none.</param>
/// <param name="VerifiesAddresses">Whether every address that it tells is verified, also where it does not say so.</param>
/// <param name="Domains">Whose verified addresses alone come in, each <c>example.org</c> or <c>*.example.org</c>; empty for all.</param>
/// <param name="NewAccounts">Which site role a new account gets: <c>none</c> makes none.</param>
/// <param name="Disabled">Turned off, nobody comes in by it, and whoever did is signed out.</param>
public sealed record ProviderDetails(
    string? Key = null, string? Name = null, string? Issuer = null, string? ClientId = null, string? ClientSecret = null, bool? VerifiesAddresses = null,
    IReadOnlyList<string>? Domains = null, NewAccounts? NewAccounts = null, bool? Disabled = null)
{
    private static readonly SearchValues<char> KeyLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    // A record would print its secret.
    public override string ToString() => Key ?? "";

    /// <param name="whole">Whether it is a new one, of which what is needed must be said.</param>
    public Problem? Check(bool whole)
    {
        var errors = new FieldErrors();
        errors.Require(!whole || IsKey(Key), "key", "A short name has up to 40 lower-case letters, digits and hyphens.");
        errors.Require(whole || Key is null, "key", "The short name cannot be changed.");
        Text(errors, Name, "name", OpenIdProvider.NameLength, whole, "Give it a name, of at most 60 characters.");
        Text(errors, Issuer, "issuer", OpenIdProvider.IssuerLength, whole, "The issuer is needed, as the provider shows it.");
        errors.Require(whole || Issuer is null, "issuer", "The issuer cannot be changed. Add another provider instead.");
        Text(errors, ClientId, "clientId", OpenIdProvider.ClientIdLength, whole, "The client id is needed.");
        errors.Require(ClientSecret is null || (ClientSecret.Length <= OpenIdProvider.SecretLength && !ClientSecret.Any(char.IsControl)), "clientSecret", "At most 1,000 characters, all on one line.");
        errors.Require(Domains is null || (Domains.Count <= OpenIdProvider.MostDomains && Domains.All(DomainRules.IsEntry)), "domains", "At most 100, each example.org, or *.example.org for its subdomains.");
        errors.Require(NewAccounts is not { } role || Enum.IsDefined(role), "newAccounts", "Choose whether people without an account get one.");
        return errors.Problem;
    }

    private static bool IsKey(string? key) => key is { Length: > 0 and <= OpenIdProvider.KeyLength } && !key.AsSpan().ContainsAnyExcept(KeyLetters);

    private static void Text(FieldErrors errors, string? value, string field, int most, bool needed, string sentence) =>
        errors.Require(value is null ? !needed : value.Trim().Length > 0 && value.Length <= most && !value.Any(char.IsControl), field, sentence);
}

/// <summary>Whether people without an account are given one, and with which site role. No provider makes admins.</summary>
public enum NewAccounts
{
    /// <summary>They are turned away.</summary>
    None,

    /// <summary>As members.</summary>
    Member,

    /// <summary>As members who may make rooms.</summary>
    Creator,
}

/// <summary>A provider, as admins see it.</summary>
/// <param name="RedirectUri">What the provider is to be told, letter for letter: where it sends people back to.</param>
/// <param name="HasSecret">Whether there is a client secret. It is shown to nobody.</param>
/// <param name="Version">For <c>If-Match</c>.</param>
public sealed record ProviderView(
    OpenIdProviderId Id, string Key, string Name, string Issuer, string ClientId, bool HasSecret, string RedirectUri, bool VerifiesAddresses,
    IReadOnlyList<string> Domains, NewAccounts NewAccounts, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, DateTimeOffset? UsedAt, int Version)
{
    internal static ProviderView Of(OpenIdProvider one, Web.PublicAddress site) => new(
        one.Id, one.Key, one.Name, one.Issuer, one.ClientId, one.SealedSecret is not null, site.UrlOf(ProviderPaths.Back(one.Key)), one.VerifiesAddresses,
        one.DomainList, one.NewAccounts switch { null => NewAccounts.None, SiteRole.Member => NewAccounts.Member, _ => NewAccounts.Creator },
        one.CreatedAt, one.DisabledAt, one.UsedAt, one.Version);
}

/// <summary>Where people go to a provider from, and where they come back to: each has a place of its own, so that no provider answers for another (RFC 9700 §4.4).</summary>
internal static class ProviderPaths
{
    public static string Start(string key) => $"/sign-in/with/{key}";

    public static string Back(string key) => $"/sign-in/with/{key}/back";
}
