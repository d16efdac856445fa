using AngleSharp;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using Usher.Tests.Browser;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Lti;

/// <summary>How the pages look that admins, courses and their platforms see, by <see cref="Looks"/>.</summary>
public sealed class LtiLooksTests
{
    [Fact]
    public async Task Admins()
    {
        await using var house = await LtiHouse.Open();
        await using var profile = await Chromium.Profile(house.Site);
        var page = await profile.NewPageAsync();
        await page.SignIn(Cast.Mina);
        await page.GotoAsync("/admin/lti");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a registration link" }).ClickAsync();
        await Expect(page.Locator("#registration-link")).ToBeVisibleAsync();
        await page.LooksWell("lti-list-with-link");
        await page.GotoAsync("/admin/lti/new");
        await page.GetByLabel("Name").FillAsync("Northfield");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.LooksWell("lti-form-faults");
    }

    [Fact]
    public async Task Courses_and_their_rooms()
    {
        await using var house = await LtiHouse.Open();
        house.Platform.Roster.Add(new("s-quiet", null, null, null, null));
        await using var teachers = await Chromium.Profile(house.Site);
        var ada = await Launch(teachers, house, Enrolled.Ada);
        var course = new Uri(ada.Url).AbsolutePath;
        await Make(ada, course, "Tides and turbines");
        await Make(ada, course, "Office hours, every Thursday, with whoever has a question about offshore foundations");
        await ada.GotoAsync(course);
        await ada.LooksWell("course");
        await ada.GotoAsync(course + "/people");
        await ada.GetByRole(AriaRole.Button, new() { Name = "Read again" }).ClickAsync();
        await ada.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).First.ClickAsync();
        await ada.LooksWell("course-people");
        var picking = await Launch(teachers, house, Enrolled.Ada, deepLink: true);
        await picking.LooksWell("pick-room");
    }

    [Fact]
    public async Task On_the_way_between_the_platform_and_here()
    {
        await using var house = await LtiHouse.Open();
        using var dana = house.Site.NewVisitor();
        using var ada = house.Site.NewVisitor();
        await using var profile = await Chromium.Profile(house.Site);
        // What is on its way is a page for a moment; it is held here, as if its script were late.
        await profile.RouteAsync("**/lti-*.js", route => route.AbortAsync());
        var page = await profile.NewPageAsync();
        var (state, _) = await house.Begin(dana, Enrolled.Dana);
        await Show("lti-refused", await house.Post(dana, ("state", state), ("error", "login_required"), ("error_description", "The session is over")));
        var login = await dana.Open(QueryHelpers.AddQueryString("/lti/login", house.Platform.Begin(Enrolled.Dana)!));
        await Show("lti-login", login, blocked: true);
        var waits = login.Document.QuerySelector("[data-lti-login]")!;
        var request = QueryHelpers.ParseQuery(new Uri(waits.GetAttribute("data-on-to")!).Query).ToDictionary(one => one.Key, one => one.Value.ToString());
        // A browser that keeps no cookie.
        dana.Cookies.Clear();
        var stored = await house.Post(dana, ("state", request["state"]), ("id_token", house.Platform.Answer(request).Write()));
        await Show("lti-storage", stored, blocked: true);
        await Show("lti-window", await dana.Submit(stored, "form", ("proof", waits.GetAttribute("data-secret")!)));
        var picked = await house.Launch(ada, Enrolled.Ada, deepLink: true);
        await Show("lti-picked", await ada.Submit(picked, "form:has([value=nothing])", ("act", "nothing")));
        var link = new Uri((await house.Admin.Post("/admin/lti-registrations/links", new { })).Fine()["url"]).AbsolutePath;
        await page.GotoAsync(QueryHelpers.AddQueryString(link, "openid_configuration", house.Platform.At("/.well-known/openid-configuration")));
        await page.LooksWell("lti-register");

        async Task Show(string name, Page shown, bool blocked = false)
        {
            await page.RouteAsync("**/shown", route => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = shown.Document.ToHtml() }));
            await page.GotoAsync("/shown");
            if (blocked) await page.EvaluateAsync("() => { for (const part of document.querySelectorAll('[data-waiting], [data-blocked]')) part.hidden = !part.hidden; }");
            await page.LooksWell(name);
            await page.UnrouteAsync("**/shown");
        }
    }

    /// <summary>Without a frame: in a window of their own, cookies are kept.</summary>
    private static async Task<IPage> Launch(IBrowserContext profile, LtiHouse house, Enrolled who, bool deepLink = false)
    {
        var asked = house.Platform.Begin(who, deepLink: deepLink);
        asked.Remove("lti_storage_target");
        var page = await profile.NewPageAsync();
        await page.GotoAsync(QueryHelpers.AddQueryString("/lti/login", asked!));
        await page.Arrives(deepLink ? "/lti/pick/" : "/courses/");
        return page;
    }

    private static async Task Make(IPage page, string course, string title)
    {
        await page.GotoAsync(course + "/new");
        await page.GetByLabel("Title").FillAsync(title);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create room" }).ClickAsync();
        await page.Arrives("/rooms/");
    }
}
