using System.Net;
using System.Net.Http.Json;
using Usher.Tests.Fixtures;
using Usher.Web;

namespace Usher.Tests.Web;

/// <summary>How much of the site one network may ask for. All other tests run without these limits: they come from one network, at once.</summary>
public sealed class RateLimitsTests
{
    [Fact]
    public async Task Who_asks_for_too_much_is_told_to_wait_and_nobody_is_kept_from_the_rest()
    {
        await using var site = await UsherSite.Start(settings: "RateLimits=true");
        await site.Enroll(Cast.Ada);
        using var one = site.NewVisitor();

        var tries = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => one.Http.PostAsJsonAsync("/api/v1/sign-in", new { email = "nobody@harbour.example", password = "wrong" })));

        Assert.InRange(tries.Count(answer => answer.StatusCode is HttpStatusCode.TooManyRequests), 1, 10);
        Assert.All(tries, answer => Assert.True(answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized));
        var refused = tries.First(answer => answer.StatusCode is HttpStatusCode.TooManyRequests);
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(CommonProblems.TooMany.Code, (await refused.Json()).GetProperty("code").GetString());
        // A person is told the same on a page; what is no try to sign in goes on.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await one.SignIn(Cast.Ada)).Status);
        Assert.Equal(HttpStatusCode.OK, (await one.Open("/sign-in")).Status);
        Assert.Equal(HttpStatusCode.OK, (await one.Open("/healthz")).Status);
    }
}
