using System.Net;
using Microsoft.Extensions.Time.Testing;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;

namespace Usher.Tests.Lobby;

/// <summary>The rows of the invitee's journey, as a browser without script meets them.</summary>
public sealed class InvitationPageTests
{
    private const string Address = "ben.okafor@tidewright.example";

    [Fact]
    public async Task The_lobby_asks_for_one_thing_and_the_right_address_goes_in()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var lobby = await ben.Open(link);
        Assert.Equal(HttpStatusCode.OK, lobby.Status);
        Assert.Contains("Tides and turbines", lobby.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, lobby.Document.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
        // What takes the link's one place says beforehand what lies behind it needs.
        Assert.Contains("The live session needs script", lobby.Document.QuerySelector("form[data-claim] noscript")!.TextContent, StringComparison.Ordinal);
        var inside = await ben.Submit(lobby, "form[data-claim]", ("email", "BEN.okafor@tidewright.example"));
        Assert.Equal($"/live/{site.Session}", inside.Path);
        Assert.DoesNotContain(link[3..], inside.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        // Coming back is straight in, with no page in between.
        Assert.Equal($"/live/{site.Session}", (await ben.Open(link)).Path);
    }

    [Fact]
    public async Task Looking_changes_nothing_however_often()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        for (var i = 0; i < 3; i++)
        {
            await site.Site.NewVisitor().Open(link);
            using var head = new HttpRequestMessage(HttpMethod.Head, link);
            using var answer = await site.Site.NewVisitor().Http.SendAsync(head);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await site.Site.NewVisitor().Http.GetAsync($"/api/v1/entry{link[2..]}");
        }
        Assert.Equal(1, (await site.Get($"{site.Invitations}/{id}/history")).Body.GetArrayLength());
        Assert.Equal("pending", (await site.Get($"{site.Invitations}/{id}")).Text("state"));
    }

    [Fact]
    public async Task Another_device_is_turned_away_and_told_where_to_go()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var other = await site.Site.NewVisitor().Open(link);
        Assert.Equal(HttpStatusCode.Forbidden, other.Status);
        Assert.Contains("This link is already in use on another device.", other.Text, StringComparison.Ordinal);
        Assert.Empty(other.Document.QuerySelectorAll("#email"));
    }

    [Fact]
    public async Task A_wrong_address_may_be_mended_and_after_five_there_is_a_pause()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var page = await ben.Open(link);
        for (var i = 0; i < 4; i++)
        {
            page = await ben.Submit(page, "form[data-claim]", ("email", "ben@elsewhere.example"));
            Assert.Equal(HttpStatusCode.Forbidden, page.Status);
            Assert.Contains("That's not the address this invitation was sent to.", page.Text, StringComparison.Ordinal);
            Assert.Equal("ben@elsewhere.example", page.Document.QuerySelector("#email")!.GetAttribute("value"));
        }
        page = await ben.Submit(page, "form[data-claim]", ("email", "ben@elsewhere.example"));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.NotNull(page.Document.QuerySelector("[data-pause]"));
    }

    [Fact]
    public async Task Before_it_opens_there_is_a_countdown_and_check_in_walks_in_later()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
        await using var site = await InvitingSite.Start(Engine.Sqlite, time);
        await site.Post($"/rooms/{site.Room}/sessions/{site.Session}/close");
        var start = time.GetUtcNow().AddHours(2);
        var session = (await site.Post($"/rooms/{site.Room}/sessions", new { startsAt = start, endsAt = start.AddHours(1) })).Text("id");
        var (id, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var waiting = await ben.Open(link);
        Assert.Equal(start.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), waiting.Document.QuerySelector("[data-countdown]")!.GetAttribute("data-countdown"));
        Assert.Equal("Check in", waiting.Document.QuerySelector("form[action$='/check-in'] button")!.TextContent);
        Assert.Equal("chip", waiting.Document.QuerySelector("main .chip")!.ClassName);
        var checkedIn = await ben.Submit(waiting, "form[action$='/check-in']", ("email", Address));
        Assert.Contains("You're checked in.", checkedIn.Text, StringComparison.Ordinal);
        Assert.Equal("pending", (await site.Get($"{site.Invitations}/{id}")).Text("state"));
        time.SetUtcNow(start.AddMinutes(-15));
        Assert.Equal("chip live", (await ben.Open(link)).Document.QuerySelector("main .chip")!.ClassName);
        time.SetUtcNow(start);
        var open = await ben.Open(link);
        var inside = await ben.Submit(open, "form[data-auto]");
        Assert.Equal($"/live/{session}", inside.Path);
        // Another browser has not checked in, and is not known.
        Assert.Equal(HttpStatusCode.Forbidden, (await site.Site.NewVisitor().Open(link)).Status);
    }

    [Fact]
    public async Task Unknown_malformed_and_replaced_links_are_one_answer()
    {
        await using var site = await InvitingSite.Start();
        var (id, replaced) = await site.InviteBen();
        await site.Post($"{site.Invitations}/{id}/replace");
        var bodies = new List<string>();
        foreach (var link in new[] { replaced, "/i/nonsense", "/i/" + new string('0', 52), $"/i/{new string('x', 500)}", "/i/%C3%A9", "/i/%C3%A9/code", "/g/%C3%A9/code" })
        {
            var page = await site.Site.NewVisitor().Open(link);
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
            bodies.Add(page.Text);
        }
        Assert.Single(bodies.Distinct());
        Assert.Contains("This link doesn't work.", bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_a_mail_program_broke_is_mended()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var unknown = await ben.Open(link[..30]);
        var lobby = await ben.Submit(unknown, "form[action='/i']", ("link", $"> {site.Site.Address}{link[1..40]}=\r\n{link[40..]}."));
        Assert.Equal((HttpStatusCode.OK, link), (lobby.Status, lobby.Path));
        // What was pasted by mistake is there to be mended, unless part of a link may be in it.
        foreach (var (pasted, kept) in new[] { ("hello", "hello"), ($"see {link[..30]}", ""), (link[20..], ""), ("the room of 26 November", "the room of 26 November") })
        {
            var still = await ben.Submit(unknown, "form[action='/i']", ("link", pasted));
            Assert.Contains("There is no invitation link in this.", still.Text, StringComparison.Ordinal);
            Assert.Equal(kept, still.Document.QuerySelector("textarea")!.TextContent);
        }
    }

    [Fact]
    public async Task What_is_over_is_said_kindly_and_exactly()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        await site.Patch("/admin/settings/site", new { contact = new { name = "Help desk", email = "help@northfield.example" } });
        Assert.Equal(("This link doesn't work.", HttpStatusCode.NotFound), await Heading(site, "/i/nonsense"));
        await site.Post($"/rooms/{site.Room}/sessions/{site.Session}/close");
        Assert.Equal(("The session has ended.", HttpStatusCode.Gone), await Heading(site, link));
        await site.Post($"{site.Invitations}/{id}/revoke");
        Assert.Equal(("This invitation was withdrawn.", HttpStatusCode.Gone), await Heading(site, link));
        var (_, other) = await site.InviteBen(new { session = "every" });
        await site.Host.DeleteAsync($"/api/v1/rooms/{site.Room}");
        Assert.Equal(("What this invitation was for no longer exists.", HttpStatusCode.Gone), await Heading(site, other));
    }

    [Fact]
    public async Task Signed_in_with_the_invited_address_one_goes_in_and_with_another_is_told()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen(new { email = Cast.Ada.Email });
        foreach (var person in new[] { Cast.Ada, Cast.Ben })
            await site.Post("/admin/users", new { email = person.Email, firstName = person.FirstName, lastName = person.LastName, siteRole = "member", password = Person.Password });
        var ben = await SignIn(site, Cast.Ben);
        var refused = await ben.Open(link);
        Assert.Contains($"You are signed in as {Cast.Ben.Email}", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Cast.Ada.Email, refused.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.NotEmpty((await ben.Open($"{link}?guest=true")).Document.QuerySelectorAll("input[type=email]"));
        var signedOut = await ben.Submit(refused, "main form[action='/sign-out']");
        Assert.Equal(link, signedOut.Path);
        Assert.NotEmpty(signedOut.Document.QuerySelectorAll("form[data-claim] input[type=email]"));
        var ada = await SignIn(site, Cast.Ada);
        var inside = await ada.Submit(await ada.Open(link), "form[data-auto]");
        Assert.Equal($"/live/{site.Session}", inside.Path);
    }

    [Fact]
    public async Task The_same_form_sent_twice_is_one_claim()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var lobby = await ben.Open(link);
        var twice = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ben.Submit(lobby, "form[data-claim]", ("email", Address))));
        Assert.All(twice, page => Assert.Equal($"/live/{site.Session}", page.Path));
        Assert.Equal($"/live/{site.Session}", (await ben.Open(link)).Path);
        Assert.Single((await site.Get($"{site.Invitations}?query=ben")).Body[0].GetProperty("devices").EnumerateArray());
    }

    [Fact]
    public async Task Nothing_of_it_is_kept_framed_or_passed_on()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        using var answer = await site.Site.NewVisitor().Http.GetAsync(link);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("no-store", answer.Headers.GetValues("Cache-Control").Single(), StringComparison.Ordinal);
        Assert.Contains("noindex", answer.Headers.GetValues("X-Robots-Tag").Single(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_pages_hear_of_a_change_at_once()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        using var stream = await site.Site.NewVisitor().Http.GetStreamAsync($"/api/v1/entry{link[2..]}/changes").ContinueWith(task => new StreamReader(task.Result), TaskScheduler.Default);
        Assert.Equal("event: changed", await stream.ReadLineAsync());
        var change = Task.Run(async () =>
        {
            while (await stream.ReadLineAsync() is { } line)
                if (line == "data: changed") return true;
            return false;
        });
        await site.Post($"{site.Invitations}/{id}/revoke");
        Assert.True(await change.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static async Task<(string, HttpStatusCode)> Heading(InvitingSite site, string link)
    {
        var page = await site.Site.NewVisitor().Open(link);
        Assert.NotNull(page.Document.QuerySelector("main a[href='mailto:help@northfield.example']"));
        return (page.Document.QuerySelector("h1")!.TextContent.Trim(), page.Status);
    }

    private static async Task<Visitor> SignIn(InvitingSite site, Person person)
    {
        var visitor = site.Site.NewVisitor();
        await visitor.Submit(await visitor.Open("/sign-in"), "form[action^='/sign-in'], main form", ("email", person.Email), ("password", Person.Password));
        return visitor;
    }
}
