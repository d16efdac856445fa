using System.Text.Json;
using CsCheck;
using Usher.Accounts;
using Usher.OpenIdConnect;

namespace Usher.Tests.OpenIdConnect;

/// <summary>The decision, over all facts.</summary>
public sealed class OpenIdRulesTests
{
    private static readonly Gen<OpenIdFacts> AnyFacts =
        from email in Gen.OneOfConst("dana@harbour.example", "dana@elsewhere.example", null)
        from verified in Gen.OneOfConst<bool?>(true, false, null)
        from vouches in Gen.Bool
        from domains in Gen.OneOfConst<string[]>([], ["harbour.example"])
        from makes in Gen.Bool
        from known in Gen.OneOfConst<bool?>(true, false, null)
        from byAddress in Gen.OneOfConst<bool?>(true, false, null)
        from others in Gen.Bool
        select new OpenIdFacts(new("sub", EmailAddress.Parse(email), verified, "Dana", "Reyes"), vouches, domains, makes, known, byAddress, others);

    [Fact]
    public void Nobody_comes_into_an_account_that_is_off_or_of_another_subject() => AnyFacts.Sample(facts =>
    {
        var decided = OpenIdRules.Decide(facts);
        if (decided.Problem is not null) return true;
        return decided.Value switch
        {
            OpenIdWay.Known => facts.KnownDisabled is false,
            OpenIdWay.Linked => facts is { KnownDisabled: null, ByAddressDisabled: false, ByAddressIsOthers: false },
            _ => facts is { KnownDisabled: null, ByAddressDisabled: null, MakesAccounts: true },
        };
    });

    [Fact]
    public void An_address_that_is_not_vouched_for_finds_and_makes_nothing() => AnyFacts.Sample(facts =>
        OpenIdRules.Proven(facts.Who, facts.VerifiesAddresses) is not null || OpenIdRules.Decide(facts) is { Problem: not null } or { Value: OpenIdWay.Known });

    [Fact]
    public void Outside_its_domains_nobody_comes_in() => AnyFacts.Sample(facts =>
        facts.Domains.Count == 0 || OpenIdRules.Decide(facts).Problem is not null || OpenIdRules.Proven(facts.Who, facts.VerifiesAddresses)?.Domain == "harbour.example");

    [Theory]
    [InlineData("""{"given_name":"Dana","family_name":"Reyes"}""", "Dana", "Reyes")]
    [InlineData("""{"name":"Dana María Reyes"}""", "Dana María", "Reyes")]
    [InlineData("""{"name":"Dana"}""", "Dana", "")]
    [InlineData("""{"email":"dana@harbour.example"}""", "", "")]
    [InlineData("""{"given_name":"Dana \ud83d","family_name":"Reyes"}""", "", "Reyes")]
    [InlineData("""{"given_name":"Da\u0000na","name":"Other"}""", "Dana", "")]
    public void A_name_is_what_the_provider_knows_of_it(string told, string first, string last)
    {
        var who = ProviderSignIn.Identity(name => name == "sub" ? "s" : null, JsonDocument.Parse(told).RootElement)!;
        Assert.Equal((first, last), (who.FirstName, who.LastName));
    }

    [Theory]
    [InlineData("true", null, true)]
    [InlineData(null, "true", true)]
    [InlineData("true", "false", false)]
    [InlineData(null, "false", false)]
    [InlineData(null, "0", false)]
    [InlineData(null, null, null)]
    public void A_no_counts_wherever_it_is_said_of_the_address(string? inToken, string? beside, bool? verified)
    {
        var told = beside is null ? """{"email":"dana@harbour.example"}""" : $$"""{"email":"dana@harbour.example","email_verified":{{beside}}}""";
        var who = ProviderSignIn.Identity(
            name => name switch { "sub" => "s", "email" => "dana@harbour.example", "email_verified" => inToken, _ => null },
            JsonDocument.Parse(told).RootElement)!;
        Assert.Equal(verified, who.Verified);
    }

    [Fact]
    public void An_address_of_the_token_is_not_verified_by_what_is_told_beside_it()
    {
        var who = ProviderSignIn.Identity(
            name => name switch { "sub" => "s", "email" => "dana@harbour.example", _ => null },
            JsonDocument.Parse("""{"email":"mallory@elsewhere.example","email_verified":true}""").RootElement)!;
        Assert.Equal(("dana@harbour.example", (bool?)null), (who.Address!.Key, who.Verified));
    }
}
