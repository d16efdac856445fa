using Usher.Accounts;

namespace Usher.Tests.Accounts;

/// <summary>How long a pause follows how many tries.</summary>
public sealed class SignInRulesTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(9, 16)]
    [InlineData(11, 60)]
    [InlineData(int.MaxValue, 60)]
    public void Pauses_of_one_network_at_one_account_double_up_to_an_hour(int tries, int? minutes) =>
        Assert.Equal(minutes, SignInRules.PauseAfter(tries)?.TotalMinutes);

    [Theory]
    [InlineData(19, null)]
    [InlineData(20, 1)]
    [InlineData(22, 4)]
    [InlineData(int.MaxValue, 15)]
    public void Pauses_of_strangers_double_up_to_a_quarter_of_an_hour(int tries, int? minutes) =>
        Assert.Equal(minutes, SignInRules.PauseOfStrangersAfter(tries)?.TotalMinutes);

    [Theory]
    [InlineData(0, 30, 0)]
    [InlineData(59, 30, 0)]
    [InlineData(60, 29, 60)]
    [InlineData(150, 28, 120)]
    [InlineData(1800, 0, 1800)]
    [InlineData(100_000_000, 0, 100_000_000)]
    public void A_networks_failures_are_forgiven_one_a_minute(int seconds, int left, int since)
    {
        var start = new DateTimeOffset(2026, 11, 26, 16, 0, 0, TimeSpan.Zero);
        Assert.Equal((left, start.AddSeconds(since)), SignInRules.Left(SignInRules.NetworkTries, start, start.AddSeconds(seconds)));
    }
}
