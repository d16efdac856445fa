using Usher.Accounts;
using Usher.Settings;

namespace Usher.OpenIdConnect;

/// <summary>What a provider said of somebody, in tokens whose signature and claims were found good.</summary>
/// <param name="Subject">The <c>sub</c>: who they are, and stay, there.</param>
/// <param name="Verified">The <c>email_verified</c>; null where it was not said.</param>
public sealed record ProviderIdentity(string Subject, EmailAddress? Address, bool? Verified, string FirstName, string LastName);

/// <summary>What decides whether somebody comes in by a provider.</summary>
/// <param name="KnownDisabled">Of the account that has come by this very subject before; null when none has.</param>
/// <param name="ByAddressDisabled">Of the account with the address that was told; null when there is none.</param>
/// <param name="ByAddressIsOthers">Whether that account has come by another subject of this provider.</param>
public sealed record OpenIdFacts(
    ProviderIdentity Who, bool VerifiesAddresses, IReadOnlyList<string> Domains, bool MakesAccounts,
    bool? KnownDisabled, bool? ByAddressDisabled, bool ByAddressIsOthers);

/// <summary>How somebody comes in.</summary>
public enum OpenIdWay
{
    /// <summary>Into the account that they came into before.</summary>
    Known,

    /// <summary>For the first time, into the account that has their address.</summary>
    Linked,

    /// <summary>Into a new account.</summary>
    Made,
}

/// <summary>
/// Who comes in by an OpenID Provider, and as whom. A subject is the same person for good (OpenID Connect Core §5.7); an address is believed
/// once, to find an account, and only when it is vouched for.
/// </summary>
public static class OpenIdRules
{
    public static Outcome<OpenIdWay> Decide(OpenIdFacts facts)
    {
        var proven = Proven(facts.Who, facts.VerifiesAddresses);
        if (facts.Domains.Count > 0 && (proven is null || !new DomainSettings { Allow = facts.Domains }.AdmitsAddress(proven.Key))) return OpenIdProblems.OutsideDomains;
        if (facts.KnownDisabled is { } disabled) return disabled ? OpenIdProblems.AccountDisabled : OpenIdWay.Known;
        if (proven is null) return OpenIdProblems.Unverified;
        return facts switch
        {
            { ByAddressDisabled: true } => OpenIdProblems.AccountDisabled,
            // Addresses are given to other people when somebody leaves: the account stays with whom it was.
            { ByAddressDisabled: false, ByAddressIsOthers: true } => OpenIdProblems.OtherPerson,
            { ByAddressDisabled: false } => OpenIdWay.Linked,
            { MakesAccounts: true } => OpenIdWay.Made,
            _ => OpenIdProblems.NoAccount,
        };
    }

    /// <summary>The address, if it is vouched for: by the provider's word of it, or by the admin's of the provider. A plain no counts against both.</summary>
    public static EmailAddress? Proven(ProviderIdentity who, bool verifiesAddresses) => who.Verified ?? verifiesAddresses ? who.Address : null;
}
