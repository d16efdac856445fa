using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Tests.Architecture;
using Usher.Tests.Fixtures;
using Usher.Web;

namespace Usher.Tests.Lobby;

/// <summary>Waiting pages hold a connection each, and only so many.</summary>
public sealed class EventStreamTests
{
    [Fact]
    public void No_stream_is_opened_uncounted() => Assert.DoesNotContain(
        Source.Files("src/Usher", "*.cs").Select(File.ReadAllText),
        code => code.Contains("ServerSentEvents(", StringComparison.Ordinal) && !code.Contains("streams.Open(context)", StringComparison.Ordinal));

    [Theory]
    [InlineData(2, 100)]
    [InlineData(100, 2)]
    public async Task One_too_many_is_told_to_ask_now_and_then(int most, int mostOfNetwork)
    {
        await using var site = await UsherSite.Start(services: services => services.AddSingleton(new EventStreams(most, mostOfNetwork)));
        using var ada = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada, SiteRole.Creator), [.. Scopes.All]));
        var invited = await ada.Invite((await ada.OpenRoom()).Room, Cast.Dana);
        using var dana = site.NewVisitor();
        Task<HttpResponseMessage> Listen() => dana.Http.GetAsync($"/api/v1/entry/{invited.Token}/changes", HttpCompletionOption.ResponseHeadersRead);
        using var first = await Listen();
        using (var second = await Listen())
        {
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
            using var third = await Listen();
            Assert.Equal("request.too-many-streams", await third.Problem());
            Assert.Equal("30", Assert.Single(third.Headers.GetValues("Retry-After")));
        }
        // A place that was given back is there for the next.
        HttpResponseMessage next;
        for (next = await Listen(); next.StatusCode != HttpStatusCode.OK; next = await Listen())
        {
            next.Dispose();
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        next.Dispose();
    }
}
