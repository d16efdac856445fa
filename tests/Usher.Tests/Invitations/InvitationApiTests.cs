using System.Net.Http.Headers;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Invitations;

/// <summary>Issuing and managing invitations over the API, with its refusals.</summary>
public sealed class InvitationApiTests
{
    [Fact]
    public async Task An_invitation_is_issued_and_its_link_is_in_that_answer_only()
    {
        await using var site = await InvitingSite.Start();
        var issued = await site.Invite(new { role = "speaker", note = "Bring the blade." });
        Assert.Equal(201, issued.Status);
        Assert.Matches($"^{site.Site.Address}i/[0-9a-z]{{52}}$", issued.Text("url"));
        Assert.Equal(("speaker", "pending", site.Session), (issued.Text("role"), issued.Text("state"), issued.Text("session")));
        var shown = await site.Get($"{site.Invitations}/{issued.Text("id")}");
        Assert.False(shown.Body.TryGetProperty("url", out _));
        Assert.Equal("ben.okafor@tidewright.example", shown.Text("email"));
    }

    [Fact]
    public async Task Everything_wrong_with_a_request_is_told_at_once_and_changes_nothing()
    {
        await using var site = await InvitingSite.Start();
        var refused = await site.Post(site.Invitations, new
        {
            email = "Ben <ben@tidewright.example>",
            firstName = " ",
            lastName = new string('x', 101),
            role = "host",
            session = "nosuch",
            sendEmail = true,
            expiresAt = DateTimeOffset.UnixEpoch,
            maxDevices = 6,
            note = new string('x', 1001),
            language = "!!",
            timeZone = "Mars/Olympus",
        });
        Assert.Equal((422, "request.fields"), (refused.Status, refused.Code));
        Assert.Equal(
            ["email", "expiresAt", "firstName", "language", "lastName", "maxDevices", "note", "role", "sendEmail", "session", "timeZone"],
            refused.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await site.Get(site.Invitations)).Body.GetArrayLength());
    }

    [Fact]
    public async Task A_person_who_holds_a_live_invitation_to_the_same_session_is_recognised()
    {
        await using var site = await InvitingSite.Start();
        var (id, _) = await site.InviteBen();
        var again = await site.Invite(new { email = "BEN.OKAFOR@Tidewright.example" });
        Assert.Equal((409, "invitation.exists", id), (again.Status, again.Code, again.Text("about")));
        Assert.Equal(201, (await site.Invite(new { session = "every" })).Status);
        await site.Post($"{site.Invitations}/{id}/revoke");
        Assert.Equal(201, (await site.Invite()).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Two_hosts_who_invite_the_same_person_at_once_make_one_invitation(Engine engine)
    {
        await using var site = await InvitingSite.Start(engine);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => site.Invite()));
        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(19, answers.Count(answer => answer.Code == "invitation.exists"));
    }

    [Fact]
    public async Task The_four_preconditions_hold_on_the_server()
    {
        await using var site = await InvitingSite.Start();
        await site.Patch("/admin/settings/invitations", new { enabled = false });
        Assert.Equal((403, "invitation.module-off"), Refusal(await site.Invite()));
        await site.Patch("/admin/settings/invitations", new { enabled = true });
        await site.Patch("/admin/settings/theming", new { mediaPage = false });
        Assert.Equal((403, "invitation.media-page-off"), Refusal(await site.Invite()));
        await site.Patch("/admin/settings/theming", new { mediaPage = true });
        await site.Patch($"/rooms/{site.Room}", new { chatAndCollaboration = false });
        Assert.Equal((403, "invitation.chat-and-collaboration-off"), Refusal(await site.Invite()));
        await site.Patch($"/rooms/{site.Room}", new { chatAndCollaboration = true });
        Assert.Equal(201, (await site.Invite()).Status);
    }

    [Fact]
    public async Task Somebody_without_a_standing_learns_nothing()
    {
        await using var site = await InvitingSite.Start();
        var (id, _) = await site.InviteBen();
        var stranger = await Ada(site);
        foreach (var path in new[] { $"/{id}/revoke", $"/{id}/send", $"/{id}/replace", "" })
            Assert.Equal((404, "room.unknown"), Refusal(await site.Post(site.Invitations + path, path.Length == 0 ? new { email = "x@y.example", firstName = "X", lastName = "Y" } : null, stranger)));
        Assert.Equal(401, (int)(await site.Site.NewVisitor().Http.GetAsync($"/api/v1{site.Invitations}")).StatusCode);
    }

    [Fact]
    public async Task Changes_are_guarded_by_the_version_that_was_seen()
    {
        await using var site = await InvitingSite.Start();
        var (id, _) = await site.InviteBen();
        var shown = await site.Get($"{site.Invitations}/{id}");
        var seen = shown.Response.Headers.ETag!;
        Assert.Equal(200, (await Change(site, id, seen)).Status);
        Assert.Equal((412, "request.stale"), Refusal(await Change(site, id, seen)));
        Assert.Equal("moderator", (await site.Get($"{site.Invitations}/{id}")).Text("role"));
    }

    [Fact]
    public async Task What_is_revoked_stays_revoked()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        Assert.Equal("revoked", (await site.Post($"{site.Invitations}/{id}/revoke")).Text("state"));
        Assert.Equal("revoked", (await site.Post($"{site.Invitations}/{id}/revoke")).Text("state"));
        Assert.Equal((409, "invitation.over"), Refusal(await site.Patch($"{site.Invitations}/{id}", new { expiresAt = TimeProvider.System.GetUtcNow().AddDays(1) })));
        Assert.Equal((409, "invitation.over"), Refusal(await site.Post($"{site.Invitations}/{id}/replace")));
        Assert.Equal((410, "invitation.revoked"), Refusal(await site.Claim(link, site.Site.NewVisitor().Http)));
    }

    [Fact]
    public async Task Replacing_the_link_ends_the_earlier_ones_and_forgets_the_devices()
    {
        await using var site = await InvitingSite.Start();
        var (id, old) = await site.InviteBen();
        Assert.Equal(200, (await site.Claim(old, site.Site.NewVisitor().Http)).Status);
        var link = new Uri((await site.Post($"{site.Invitations}/{id}/replace")).Text("url")).AbsolutePath;
        Assert.Equal((404, "invitation.unknown-link"), Refusal(await site.Claim(old, site.Site.NewVisitor().Http)));
        Assert.Equal(200, (await site.Claim(link, site.Site.NewVisitor().Http)).Status);
    }

    [Fact]
    public async Task Everything_that_happened_is_in_the_history()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http, "wrong@tidewright.example");
        await site.Claim(link, site.Site.NewVisitor().Http);
        await site.Claim(link, site.Site.NewVisitor().Http);
        await site.Patch($"{site.Invitations}/{id}", new { role = "moderator" });
        await site.Post($"{site.Invitations}/{id}/revoke");
        var lines = (await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray().Select(line => line.GetProperty("what").GetString()).Reverse();
        Assert.Equal(["issued", "wrongAddress", "admitted", "otherDeviceRefused", "roleChanged", "revoked"], lines);
    }

    [Fact]
    public async Task The_register_is_searched_filtered_and_paged()
    {
        await using var site = await InvitingSite.Start();
        for (var i = 0; i < 7; i++)
            await site.Invite(new { email = $"guest{i}@harbour.example", firstName = $"Guest{i}" });
        var (id, _) = await site.InviteBen();
        await site.Post($"{site.Invitations}/{id}/revoke");
        Assert.Equal(1, (await site.Get($"{site.Invitations}?query=OKAFOR@")).Body.GetArrayLength());
        Assert.Equal(7, (await site.Get($"{site.Invitations}?state=pending")).Body.GetArrayLength());
        Assert.Equal(1, (await site.Get($"{site.Invitations}?state=revoked")).Body.GetArrayLength());
        var seen = new List<string>();
        for (var path = $"{site.Invitations}?limit=3"; path.Length > 0;)
        {
            var page = await site.Get(path);
            seen.AddRange(page.Body.EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            path = page.Response.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1]["/api/v1".Length..] : "";
        }
        Assert.Equal(8, seen.Distinct().Count());
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public async Task Accounts_and_earlier_invitees_are_suggested()
    {
        await using var site = await InvitingSite.Start();
        await site.InviteBen();
        Assert.Equal(0, (await site.Get($"/rooms/{site.Room}/people?query=b")).Body.GetArrayLength());
        var people = (await site.Get($"/rooms/{site.Room}/people?query=BE")).Body.EnumerateArray().Select(person => (person.GetProperty("email").GetString(), person.GetProperty("source").GetString()));
        Assert.Equal([("ben.okafor@tidewright.example", "invited")], people);
        await site.Site.Enroll(Cast.Elif);
        Assert.Equal("account", (await site.Get($"/rooms/{site.Room}/people?query=elif")).Body[0].GetProperty("source").GetString());
        // Nobody means to invite themselves.
        Assert.Equal(0, (await site.Get($"/rooms/{site.Room}/people?query=mina")).Body.GetArrayLength());
        Assert.Equal(0, (await site.Get($"/rooms/{site.Room}/people?query=%25%25")).Body.GetArrayLength());
    }

    private static (int, string?) Refusal(Answer answer) => (answer.Status, answer.Code);

    private static async Task<Answer> Change(InvitingSite site, string id, EntityTagHeaderValue seen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1{site.Invitations}/{id}") { Content = System.Net.Http.Json.JsonContent.Create(new { role = "moderator" }) };
        request.Headers.IfMatch.Add(seen);
        using var response = await site.Host.SendAsync(request);
        return await Answer.Of(response);
    }

    private static async Task<HttpClient> Ada(InvitingSite site)
    {
        await site.Post("/admin/users", new { email = Cast.Ada.Email, firstName = "Ada", lastName = "Lindqvist", siteRole = "creator", password = Person.Password });
        var ada = site.Site.NewVisitor();
        var signedIn = await site.Post("/sign-in", new { email = Cast.Ada.Email, password = Person.Password }, ada.Http);
        Assert.Equal(200, signedIn.Status);
        var me = await Answer.Of(await ada.Http.GetAsync("/api/v1/me"));
        ada.Http.DefaultRequestHeaders.Add("X-Usher-Antiforgery", me.Text("antiforgeryToken"));
        return ada.Http;
    }
}
