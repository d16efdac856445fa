using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>What is open to everybody says so; everything else is closed.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Who_is_not_signed_in_reaches_nothing_that_is_not_meant_for_all()
    {
        await using var site = await UsherSite.Start();
        using var nobody = site.NewVisitor();
        var closed = site.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null).ToList();
        Assert.NotEmpty(closed);
        var open = new List<string>();
        foreach (var endpoint in closed)
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), PathTo(endpoint));
                using var answer = await nobody.Http.SendAsync(request);
                if (!IsTurnedAway(answer)) open.Add($"{method} {endpoint.RoutePattern.RawText}: {answer.StatusCode}");
            }
        }
        Assert.Empty(open);
    }

    private static string PathTo(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"))));

    private static bool IsTurnedAway(HttpResponseMessage answer) => answer.StatusCode == HttpStatusCode.Unauthorized
        || (answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.OriginalString.StartsWith("/sign-in?return=", StringComparison.Ordinal));
}
