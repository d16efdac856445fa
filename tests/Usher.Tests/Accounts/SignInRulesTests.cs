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
    public void Pauses_double_up_to_an_hour(int tries, int? minutes) =>
        Assert.Equal(minutes, SignInRules.PauseAfter(tries)?.TotalMinutes);
}
