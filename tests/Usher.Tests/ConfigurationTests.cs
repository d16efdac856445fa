using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Usher.Tests.Fixtures;

namespace Usher.Tests;

/// <summary>What is wrong with the configuration is said before anything starts, all of it at once.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("https://rooms.northfield.example")]
    [InlineData("https://rooms.northfield.example:8443/")]
    public void An_address_is_good(string address) =>
        Assert.True(new ConfigurationFaults().Validate(null, new() { PublicAddress = address }).Succeeded);

    [Theory]
    [InlineData("")]
    [InlineData("rooms.northfield.example")]
    [InlineData("ftp://rooms.northfield.example")]
    [InlineData("https://rooms.northfield.example/usher")]
    [InlineData("https://mina@rooms.northfield.example")]
    [InlineData("http://rooms.northfield.example")]
    public void An_address_is_refused(string address) =>
        Assert.Contains("PublicAddress", Assert.Single(FaultsOf(new() { PublicAddress = address })), StringComparison.Ordinal);

    [Fact]
    public void Every_fault_is_told()
    {
        var faults = FaultsOf(new()
        {
            PublicAddress = "nowhere",
            Proxies = ["10.0.0.0/8", "the proxy"],
            Database = new() { Provider = "oracle" },
            Bootstrap = new() { Email = "mina", Password = "short", Token = "secret" },
            Metrics = new() { Port = 0 },
        });
        Assert.Equal(7, faults.Count());
        Assert.DoesNotContain(faults, fault => fault.Contains("secret", StringComparison.Ordinal) || fault.Contains("short\"", StringComparison.Ordinal));
    }

    // The sites of the other tests make passwords cheap.
    [Fact]
    public async Task A_password_costs_who_tries_it_what_OWASP_asks_for()
    {
        var home = Scratch.NewFolder();
        await using var site = Site.Build([$"--contentRoot={home.FullName}", $"--Usher:DataDirectory={home.FullName}"]);
        Assert.True(site.Services.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount >= 210_000);
    }

    private static IEnumerable<string> FaultsOf(UsherOptions options) => new ConfigurationFaults().Validate(null, options).Failures ?? [];
}
