using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Rooms;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Accounts;

/// <summary>Every endpoint as every kind of person: what the tables do not allow is refused, whatever the route.</summary>
public sealed class RouteRoleTests
{
    /// <summary>What each standing may do on a room, as the table of the product says it: a call, and who is let through.</summary>
    private static readonly (string What, HttpMethod Method, string Path, object? Body, Standing[] May)[] OnARoom =
    [
        ("see the media page", HttpMethod.Get, "", null, [.. Enum.GetValues<Standing>()]),
        ("see the invitations", HttpMethod.Get, "/invitations", null, [Standing.Owner, Standing.CoOwner, Standing.CoEditor, Standing.CoPublisher]),
        ("invite", HttpMethod.Post, "/invitations", new { email = "{n}@harbour.example", firstName = "Gus", lastName = "Thorn", role = "viewer", sendEmail = false }, [Standing.Owner, Standing.CoOwner, Standing.CoEditor, Standing.CoPublisher]),
        ("edit details", HttpMethod.Patch, "", new { description = "Tides" }, [Standing.Owner, Standing.CoOwner, Standing.CoEditor]),
        ("schedule", HttpMethod.Post, "/sessions", new { }, [Standing.Owner, Standing.CoOwner, Standing.CoEditor]),
        ("change who may see it", HttpMethod.Patch, "", new { access = "members" }, [Standing.Owner, Standing.CoOwner, Standing.CoPublisher]),
        ("add collaborators", HttpMethod.Put, "/collaborators/gus.thorn@harbour.example", new { standing = "coViewer" }, [Standing.Owner, Standing.CoOwner]),
        ("hand it over", HttpMethod.Put, "/collaborators/gus.thorn@harbour.example", new { standing = "owner" }, [Standing.Owner]),
        ("delete it", HttpMethod.Delete, "", null, [Standing.Owner]),
    ];

    [Fact]
    public async Task What_a_standing_allows_is_what_the_table_says()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        await site.Join(Cast.Gus);
        var people = new Dictionary<Standing, Caller>
        {
            [Standing.Owner] = ada,
            [Standing.CoOwner] = await site.Join(Cast.Ben),
            [Standing.CoEditor] = await site.Join(Cast.Cy),
            [Standing.CoPublisher] = await site.Join(Cast.Dana),
            [Standing.CoViewer] = await site.Join(Cast.Elif),
        };
        Caller[] outsiders = [await site.Join(Cast.Femi, SiteRole.Member), await site.Join(Cast.Mina, SiteRole.Admin)];
        var (wrong, number) = (new List<string>(), 0);
        foreach (var (what, method, path, body, may) in OnARoom)
        {
            foreach (var (standing, person) in people)
            {
                var room = await ada.MakeRoom();
                if (standing is not Standing.Owner) await ada.Put($"{room}/collaborators/{person.Account}", new { standing = JsonNamingPolicy.CamelCase.ConvertName(standing.ToString()) });
                var answer = await person.Call(method, room + path, Numbered(body, number++));
                var done = (int)answer.Status is >= 200 and < 300;
                if (done != may.Contains(standing) || (!done && answer.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound))) wrong.Add($"{standing} to {what}: {answer.Said}");
            }
            foreach (var outsider in outsiders)
            {
                var answer = await outsider.Call(method, await ada.MakeRoom() + path, Numbered(body, number++));
                if (answer.Status != HttpStatusCode.NotFound) wrong.Add($"somebody without a standing to {what}: {answer.Said}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Whoever_has_no_business_in_a_room_gets_nowhere_in_it_by_any_route()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = (await ada.MakeRoom())["/rooms/".Length..];
        var session = (await ada.Post($"/rooms/{room}/sessions"))["id"]!;
        var invitation = (await ada.Post($"/rooms/{room}/invitations", new { email = Cast.Gus.Email, firstName = "Gus", lastName = "Thorn", role = "viewer", sendEmail = false }))["id"]!;
        using var stranger = site.Site.NewVisitor();
        using var member = await SignedIn(site, Cast.Femi, SiteRole.Member);
        using var creator = await SignedIn(site, Cast.Dana, SiteRole.Creator);
        using var admin = await SignedIn(site, Cast.Mina, SiteRole.Admin);
        var wrong = new List<string>();
        // What a learning platform links to leads anybody on to the room's own page, which is among the rest.
        var ofRooms = Routes(site.Site).Where(route => route.Endpoint.RoutePattern.Parameters.Any(part => part.Name is "room")
            && route.Endpoint.RoutePattern.RawText is not "/lti/rooms/{room}");
        foreach (var (method, endpoint) in ofRooms)
        {
            var path = PathTo(endpoint, name => name switch { "room" => room, "session" => session, "invitation" => invitation, _ => "00000000000000000000000000" });
            foreach (var person in new[] { stranger, member, creator, admin })
            {
                using var answer = await Send(person, method, path);
                if (answer.IsSuccessStatusCode || (Leads(answer) is { } on && !on.StartsWith("/sign-in", StringComparison.Ordinal))) wrong.Add($"{method} {path}: {answer.StatusCode}");
            }
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_administration_is_for_admins_and_a_token_needs_its_scope()
    {
        await using var site = await RoomSite.Open();
        using var member = await SignedIn(site, Cast.Femi, SiteRole.Member);
        using var creator = await SignedIn(site, Cast.Dana, SiteRole.Creator);
        using var admin = await SignedIn(site, Cast.Mina, SiteRole.Admin);
        var account = (await site.Join(Cast.Ada, SiteRole.Admin)).Account;
        var tokens = new Dictionary<string, Visitor>();
        foreach (var scope in Scopes.All) tokens[scope] = site.Site.NewVisitor().WithToken(await site.Site.Token(account, scope));
        using var weak = site.Site.NewVisitor().WithToken(await site.Site.Token((await site.Join(Cast.Ben)).Account, Scopes.Admin));
        var wrong = new List<string>();
        foreach (var (method, endpoint) in Routes(site.Site))
        {
            var path = PathTo(endpoint, _ => "00000000000000000000000000");
            var (isApi, isAdmins) = (path.StartsWith("/api/", StringComparison.Ordinal), path.StartsWith("/admin", StringComparison.Ordinal) || path.StartsWith("/api/v1/admin/", StringComparison.Ordinal));
            if (isAdmins)
            {
                foreach (var person in new[] { member, creator, weak })
                {
                    using var refused = await Send(person, method, path);
                    if (refused.StatusCode != HttpStatusCode.Forbidden) wrong.Add($"no admin, {method} {path}: {refused.StatusCode}");
                }
                if (HttpMethod.Get.Method == method)
                {
                    using var answered = await Send(admin, method, path);
                    if (answered.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized or >= HttpStatusCode.InternalServerError) wrong.Add($"admin, {method} {path}: {answered.StatusCode}");
                }
            }
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) continue;
            foreach (var (scope, program) in tokens)
            {
                using var answer = await Send(program, method, path);
                var let = answer.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
                if (!isApi && let) wrong.Add($"a token on a page, {method} {path}: {answer.StatusCode}");
                if (isApi && isAdmins && let != (scope == Scopes.Admin)) wrong.Add($"{scope}, {method} {path}: {answer.StatusCode}");
                if (isApi && scope.EndsWith(":read", StringComparison.Ordinal) && HttpMethod.Get.Method != method && !path.StartsWith("/api/v1/me", StringComparison.Ordinal) && let) wrong.Add($"{scope} writes, {method} {path}: {answer.StatusCode}");
            }
        }
        foreach (var program in tokens.Values) program.Dispose();
        Assert.Empty(wrong);
    }

    /// <summary>With a page's antiforgery token on every call, so that what refuses is never that.</summary>
    private static async Task<Visitor> SignedIn(RoomSite site, Person person, SiteRole role)
    {
        var visitor = await site.SignIn(person, role);
        var page = await visitor.Open("/account");
        visitor.Http.DefaultRequestHeaders.Add("X-Usher-Antiforgery", page.Document.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content"));
        return visitor;
    }

    private static IEnumerable<(string Method, RouteEndpoint Endpoint)> Routes(UsherSite site) =>
        site.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (method, endpoint)));

    private static string PathTo(RouteEndpoint endpoint, Func<string, string> value) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => value(parameter.Name),
            _ => "",
        }))));

    private static async Task<HttpResponseMessage> Send(Visitor person, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD" or "DELETE")) request.Content = path.StartsWith("/api/", StringComparison.Ordinal) ? JsonContent.Create(new { }) : new FormUrlEncodedContent([]);
        return await person.Http.SendAsync(request);
    }

    private static string? Leads(HttpResponseMessage answer) => answer.Headers.Location?.OriginalString;

    private static object? Numbered(object? body, int number) =>
        body is null ? null : JsonSerializer.Deserialize<JsonElement>(JsonSerializer.Serialize(body).Replace("{n}", $"gus{number}", StringComparison.Ordinal));
}
