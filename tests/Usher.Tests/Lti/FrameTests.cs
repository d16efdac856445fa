using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;
using Usher.Tests.Fixtures;
using static Microsoft.Playwright.Assertions;

namespace Usher.Tests.Lti;

/// <summary>
/// In the platform's frames, in a browser that blocks third-party cookies: the platform is at 127.0.0.1 and the site at localhost, which
/// are different sites.
/// </summary>
[Collection(nameof(Alone))]
public sealed class FrameTests : IAsyncLifetime
{
    private LtiHouse house = null!;

    public async ValueTask InitializeAsync() => house = await LtiHouse.Open();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_teacher_puts_a_room_into_the_course_a_student_enters_it_and_an_outsider_comes_by_link()
    {
        await using var teachers = await Chromium.ProfileWithoutThirdPartyCookies(house.Platform.Address);
        await using var students = await Chromium.ProfileWithoutThirdPartyCookies(house.Platform.Address);
        await using var outsiders = await Chromium.Profile(house.Site);

        // In the dialog of 800 by 600, by deep link.
        var ada = await teachers.NewPageAsync();
        var dialog = await Open(ada, Enrolled.Ada, deepLink: true, launch: "dialog");
        await dialog.GetByLabel("Make a new room").FillAsync("Tides and turbines");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create room" }).Choose();
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "The link is in the course" })).ToBeVisibleAsync();
        Assert.True(house.Platform.Picked.TryDequeue(out var picked));
        var target = picked.GetProperty("https://purl.imsglobal.org/spec/lti-dl/claim/content_items")[0].GetProperty("url").GetString()!;

        // The teacher opens the room from the course, starts it, and goes in as Host.
        var room = await Open(ada, Enrolled.Ada, target);
        await room.GetByRole(AriaRole.Button, new() { Name = "Start now" }).Choose();
        await Expect(room.GetByLabel("Message to everyone")).ToBeVisibleAsync();
        await room.GetByLabel("Message to everyone").FillAsync("Welcome, all");
        await room.GetByLabel("Message to everyone").PressAsync("Enter");

        // The student lands in it as a Viewer.
        var dana = await students.NewPageAsync();
        var theirs = await Open(dana, Enrolled.Dana, house, target, devices: true);
        await theirs.GetByRole(AriaRole.Link, new() { Name = "Join" }).Choose();
        await Expect(theirs.GetByText("Welcome, all")).ToBeVisibleAsync();
        await Expect(theirs.GetByRole(AriaRole.Tab, new() { Name = "Backchannel" })).ToHaveCountAsync(0);
        // The platform gave the teacher's frame neither camera nor microphone, which it says; and both to the student's.
        await Expect(room.GetByText("allows neither camera nor microphone")).ToBeVisibleAsync();
        await Expect(theirs.GetByText("allows neither camera nor microphone")).ToBeHiddenAsync();
        await Expect(room.GetByRole(AriaRole.Tab, new() { Name = "Backchannel" })).ToHaveCountAsync(1);

        // What they ask reaches the teacher.
        await theirs.GetByRole(AriaRole.Tab, new() { Name = "Q&A" }).Choose();
        await theirs.GetByLabel("Your question").FillAsync("Which tide is highest?");
        await theirs.GetByLabel("Your question").PressAsync("Enter");
        await room.GetByRole(AriaRole.Tab, new() { Name = "Q&A" }).Choose();
        await Expect(room.GetByText("Which tide is highest?")).ToBeVisibleAsync();

        // From the people of the course, the teacher invites somebody who is not one of them.
        var course = await Open(ada, Enrolled.Ada);
        await course.GetByRole(AriaRole.Link, new() { Name = "People" }).Choose();
        await course.GetByRole(AriaRole.Link, new() { Name = "Invite from outside" }).Choose();
        await course.GetByLabel("Email address").FillAsync(Cast.Ben.Email);
        await course.GetByLabel("First name").FillAsync(Cast.Ben.FirstName);
        await course.GetByLabel("Last name").FillAsync(Cast.Ben.LastName);
        await course.GetByRole(AriaRole.Radio, new() { Name = "Speaker" }).PressAsync("Space");
        await course.GetByRole(AriaRole.Button, new() { Name = "Generate invite link" }).Choose();
        var link = await course.Locator("[data-copy*='/i/']").First.GetAttributeAsync("data-copy");
        var ben = await outsiders.NewPageAsync();
        await ben.GotoAsync(link!);
        await ben.GetByRole(AriaRole.Textbox).FillAsync(Cast.Ben.Email);
        await ben.Locator("form button.primary").First.ClickAsync();
        await Expect(ben.GetByText("Welcome, all")).ToBeVisibleAsync();
        await Expect(ben.GetByRole(AriaRole.Tab, new() { Name = "Backchannel" })).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData("desire2learn")]
    [InlineData("canvas")]
    public async Task Where_no_cookie_is_kept_the_platforms_storage_proves_the_browser_and_a_window_opens(string family)
    {
        await using var other = await LtiHouse.Open(Habits.Of(family));
        await using var profile = await Chromium.ProfileWithoutThirdPartyCookies(other.Platform.Address);
        using var forgetful = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        // An older browser: what is set in a frame is lost. A window of its own keeps it.
        await profile.RouteAsync("**/lti/l*", async route =>
        {
            if (route.Request.Frame.ParentFrame is null)
            {
                await route.ContinueAsync();
                return;
            }
            // Not by the profile's own means, which keep cookies.
            using var request = new HttpRequestMessage(new HttpMethod(route.Request.Method), route.Request.Url);
            if (route.Request.PostDataBuffer is { } body) request.Content = new ByteArrayContent(body);
            foreach (var (name, value) in route.Request.Headers.Where(header => header.Key is not ("cookie" or "host" or "content-length" or "accept-encoding")))
                if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
            // Which the browser would add on the way: whose page sends this.
            var sender = new Uri(route.Request.Frame.Url).GetLeftPart(UriPartial.Authority);
            request.Headers.Add("Sec-Fetch-Site", sender == new Uri(route.Request.Url).GetLeftPart(UriPartial.Authority) ? "same-origin" : "cross-site");
            using var answer = await forgetful.SendAsync(request);
            var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => !header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value));
            await route.FulfillAsync(new() { Status = (int)answer.StatusCode, Headers = headers, BodyBytes = await answer.Content.ReadAsByteArrayAsync() });
        });
        var dana = await profile.NewPageAsync();
        var frame = await Open(dana, Enrolled.Dana, house: other);
        var button = frame.GetByRole(AriaRole.Button, new() { Name = "Open in a new window" });
        await Expect(button).ToBeVisibleAsync();
        var window = await profile.RunAndWaitForPageAsync(() => button.Choose());
        await Expect(window.GetByRole(AriaRole.Heading, new() { Name = "Oceanography" })).ToBeVisibleAsync();
        Assert.Contains(other.Platform.Habits.StoragePrefix + "put_data", await dana.EvaluateAsync<string[]>("window.asked"));
        Assert.Contains(other.Platform.Habits.StoragePrefix + "get_data", await dana.EvaluateAsync<string[]>("window.asked"));
    }

    [Fact]
    public async Task The_pages_in_the_frame_are_accessible_and_lead_into_a_window_of_their_own()
    {
        await using var profile = await Chromium.ProfileWithoutThirdPartyCookies(house.Platform.Address);
        var ada = await profile.NewPageAsync();
        var frame = await Open(ada, Enrolled.Ada);
        await Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Oceanography" })).ToBeVisibleAsync();
        var window = await profile.RunAndWaitForPageAsync(() => frame.GetByRole(AriaRole.Button, new() { Name = "Open in a new window" }).Choose());
        await Expect(window.GetByRole(AriaRole.Heading, new() { Name = "Oceanography" })).ToBeVisibleAsync();
        await window.IsAccessible();
        await window.GetByRole(AriaRole.Link, new() { Name = "Create room" }).ClickAsync();
        await window.IsAccessible();
        await window.GotoAsync(new Uri(house.Site.Address, new Uri(window.Url).AbsolutePath.Replace("/new", "/people", StringComparison.Ordinal)).ToString());
        await window.IsAccessible();
    }

    private Task<IFrameLocator> Open(IPage page, Enrolled who, string? target = null, bool deepLink = false, string launch = "course") =>
        Open(page, who, house, target, deepLink, launch);

    /// <summary>The course's page, and the tool's frame in it.</summary>
    private static async Task<IFrameLocator> Open(IPage page, Enrolled who, LtiHouse house, string? target = null, bool deepLink = false, string launch = "course", bool devices = false)
    {
        var login = house.Platform.Begin(who, target, deepLink: deepLink);
        if (devices) login["allow_devices"] = "yes";
        await page.GotoAsync(QueryHelpers.AddQueryString(house.Platform.At($"/page/{launch}"), login!));
        // Frames of another process are drawn for who looks at them.
        await page.BringToFrontAsync();
        return page.FrameLocator("iframe[name=tool]");
    }
}

/// <summary>How the buttons and links in a frame are chosen.</summary>
file static class ByKeyboard
{
    /// <summary>To click, a browser must scroll a frame of another process into sight in time, which a busy machine's does not.</summary>
    public static Task Choose(this ILocator what) => what.PressAsync("Enter");
}

/// <summary>Not beside other tests: a browser that draws a page and the frame in it in two processes takes both of the machine's.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
