using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>Whoever guesses passwords is slowed down, and keeps nobody else out.</summary>
public sealed class SignInThrottleTests
{
    private const string Home = "192.0.2.7";
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-11-23T10:00:00Z", null));

    [Theory, OnBothDatabases]
    public async Task One_network_cannot_try_a_password_at_everybody(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, time);
        await site.Enroll(Cast.Ada);
        for (var i = 0; i < SignInRules.NetworkTries; i++) Assert.Equal(AccountProblems.Refused, await Try(site, "203.0.113.1", $"person{i}@tidewright.example", "Summer2026"));
        var refused = await Try(site, "203.0.113.1", Cast.Ada.Email, Person.Password);
        Assert.Equal((AccountProblems.TooManyTries.Code, TimeSpan.FromMinutes(1)), (refused?.Code, refused?.RetryAfter));
        Assert.Null(await Try(site, Home, Cast.Ada.Email, Person.Password));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(await Try(site, "203.0.113.1", Cast.Ada.Email, Person.Password));
    }

    [Theory, OnBothDatabases]
    public async Task Whoever_guesses_from_elsewhere_does_not_lock_the_owner_out(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, time);
        await site.Enroll(Cast.Ada);
        Assert.Null(await Try(site, Home, Cast.Ada.Email, Person.Password));
        for (var i = 0; i < 24; i++) await Try(site, $"203.0.113.{i}", Cast.Ada.Email, "a guess");
        // Not from a network that nobody knows, not even with the right password; from her own she comes in.
        Assert.Equal(AccountProblems.Refused, await Try(site, "203.0.113.99", Cast.Ada.Email, Person.Password));
        Assert.Null(await Try(site, Home, Cast.Ada.Email, Person.Password));
    }

    [Fact]
    public async Task Five_wrong_ones_at_home_pause_home_alone()
    {
        await using var site = await UsherSite.Start(time: time);
        await site.Enroll(Cast.Ada);
        for (var i = 0; i < 5; i++) await Try(site, Home, Cast.Ada.Email, "a guess");
        Assert.Equal(AccountProblems.Refused, await Try(site, Home, Cast.Ada.Email, Person.Password));
        Assert.Null(await Try(site, "198.51.100.4", Cast.Ada.Email, Person.Password));
    }

    private static async Task<Problem?> Try(UsherSite site, string network, string email, string password) =>
        (await site.Services.GetRequiredService<SignInWithPassword>().SignIn(email, password, "Firefox on Linux", network, network)).Problem;
}
