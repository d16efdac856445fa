using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Usher.Courses;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lti;

/// <summary>A site and a learning platform that know each other.</summary>
internal sealed class LtiHouse : IAsyncDisposable
{
    private LtiHouse(UsherSite site, Platform platform, Visitor admin) => (Site, Platform, Admin) = (site, platform, admin);

    public UsherSite Site { get; }
    public Platform Platform { get; }

    /// <summary>The site's admin, over the API.</summary>
    public Visitor Admin { get; }

    public string Registration { get; private set; } = "";

    public static async Task<LtiHouse> Open(Habits? habits = null, Engine engine = Engine.Sqlite, bool trusts = false, bool registered = true, params string[] settings)
    {
        // The platform is on this machine, where by default nothing is called.
        var site = await UsherSite.Start(engine, settings: [.. FirstAdmin.Settings, "PrivateNetworks:0=127.0.0.0/8", .. settings]);
        var house = new LtiHouse(site, await Platform.Start(site.Address, habits), site.NewVisitor().WithToken(FirstAdmin.Token));
        if (registered) house.Registration = (await house.Admin.Post("/admin/lti-registrations", house.Platform.Registration(trusts))).Fine()["id"];
        return house;
    }

    /// <summary>As far as the platform's login: the state and the token that are to be posted.</summary>
    /// <param name="by">The platform that they come from, if it is not this one.</param>
    public async Task<(string State, string Token)> Begin(
        Visitor visitor, Enrolled who, string? target = null, Action<Token>? change = null, bool deepLink = false, Platform? by = null, string client = Platform.Client)
    {
        var platform = by ?? Platform;
        var asked = platform.Begin(who, target, change, deepLink, client);
        // As a platform without storage sends a browser without a frame: what the page does by script, the redirect does.
        asked.Remove("lti_storage_target");
        using var initiation = platform.Habits.ByPost
            ? new HttpRequestMessage(HttpMethod.Post, "/lti/login") { Content = new FormUrlEncodedContent(asked) }
            : new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString("/lti/login", asked!));
        if (platform.Habits.ByPost) initiation.Headers.Add("Origin", platform.Origin);
        using var answer = await visitor.Http.SendAsync(initiation);
        Assert.Equal(platform.Habits.ByPost ? HttpStatusCode.SeeOther : HttpStatusCode.Redirect, answer.StatusCode);
        var request = QueryHelpers.ParseQuery(answer.Headers.Location!.Query).ToDictionary(one => one.Key, one => one.Value.ToString());
        return (request["state"], platform.Answer(request).Write());
    }

    public async Task<Page> Post(Visitor visitor, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lti/launch")
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Add("Origin", Platform.Origin);
        return await visitor.Arrive(await visitor.Http.SendAsync(request));
    }

    /// <summary>A whole launch; where it ends.</summary>
    public async Task<Page> Launch(
        Visitor visitor, Enrolled who, string? target = null, Action<Token>? change = null, bool deepLink = false, Platform? by = null, string client = Platform.Client)
    {
        var (state, token) = await Begin(visitor, who, target, change, deepLink, by, client);
        return await Post(visitor, ("state", state), ("id_token", token));
    }

    public async Task TurnOff() => (await Admin.Patch($"/admin/lti-registrations/{Registration}", new { disabled = true })).Fine();

    /// <summary>How many people are in its courses.</summary>
    public async Task<int> Members()
    {
        await using var db = Site.Read();
        return await db.CourseMembers.CountAsync(one => one.LeftAt == null);
    }

    public string RoomLink(string room) => new Uri(Site.Address, $"/lti/rooms/{room}").ToString();

    /// <summary>Ada comes, and makes a room in her course.</summary>
    public async Task<(Visitor Ada, string Room)> MakeRoom()
    {
        var ada = Site.NewVisitor();
        var course = await Launch(ada, Enrolled.Ada);
        Assert.Equal(HttpStatusCode.OK, course.Status);
        var made = await ada.Submit(await ada.Open(course.Path + "/new"), "form[novalidate]", ("title", "Tides and turbines"), ("timeZone", "Europe/Dublin"));
        Assert.StartsWith("/rooms/", made.Path, StringComparison.Ordinal);
        return (ada, made.Path["/rooms/".Length..]);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Site.DisposeAsync();
        await Platform.DisposeAsync();
    }
}
