using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Usher.Tests.Mail;

namespace Usher.Tests.Lobby;

/// <summary>What the site's policies ask of an invitee, on the page and over the API, in a browser without script.</summary>
public sealed partial class EntryPolicyPageTests
{
    private const string Address = "ben.okafor@tidewright.example";

    [Fact]
    public async Task Where_a_code_is_wanted_the_right_address_has_it_mailed_and_the_code_goes_in()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, new { verification = "codeForAll" });
        var (_, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var asked = await ben.Submit(await ben.Open(link), "form[data-claim]", ("email", Address));
        Assert.Equal((HttpStatusCode.OK, link), (asked.Status, asked.Path));
        var field = asked.Document.QuerySelector("#code")!;
        Assert.Equal(("one-time-code", "numeric"), (field.GetAttribute("autocomplete"), field.GetAttribute("inputmode")));
        Assert.DoesNotContain(Address, asked.Document.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
        var code = await Code(post);
        var wrong = await ben.Submit(asked, "form[data-claim]", ("code", code == "111111" ? "222222" : "111111"));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.Status);
        Assert.Contains("That's not the code.", wrong.Text, StringComparison.Ordinal);
        // Another browser, with the same link and the same code, is asked for the address.
        var stranger = site.Site.NewVisitor();
        Assert.NotNull((await stranger.Open(link)).Document.QuerySelector("#email"));
        Assert.Equal($"/live/{site.Session}", (await ben.Submit(wrong, "form[data-claim]", ("code", code))).Path);
    }

    [Fact]
    public async Task A_wrong_address_is_answered_as_ever_and_nothing_is_mailed()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, new { verification = "codeForAll" });
        var (id, link) = await site.InviteBen();
        var eve = site.Site.NewVisitor();
        var page = await eve.Submit(await eve.Open(link), "form[data-claim]", ("email", "eve@elsewhere.example"));
        Assert.Contains("That's not the address this invitation was sent to.", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Document.QuerySelector("#code"));
        var call = await site.Post($"/entry{link[2..]}/code", new { email = "eve@elsewhere.example" }, eve.Http);
        Assert.Equal((403, "invitation.wrong-address"), (call.Status, call.Code));
        Assert.Equal("invitation.address-needed", (await site.Post($"/entry{link[2..]}/code", new { }, eve.Http)).Code);
        var history = (await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray().Select(line => line.GetProperty("what").GetString());
        Assert.DoesNotContain("codeSent", history);
    }

    [Fact]
    public async Task A_program_asks_for_the_code_and_claims_with_it()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, new { verification = "codeForModeratorsAndSpeakers", weakDevices = "allow" });
        var (_, link) = await site.InviteBen(new { role = "speaker" });
        var ben = site.Site.NewVisitor();
        Assert.Equal((403, "invitation.code-needed"), Refusal(await site.Claim(link, ben.Http)));
        Assert.Equal(200, (await site.Post($"/entry{link[2..]}/code", new { email = Address }, ben.Http)).Status);
        var code = await Code(post);
        Assert.Equal((403, "invitation.code-over"), Refusal(await site.Post($"/entry{link[2..]}/claim", new { email = Address, code }, site.Site.NewVisitor().Http)));
        Assert.Equal(200, (await site.Post($"/entry{link[2..]}/claim", new { email = Address, code }, ben.Http)).Status);
        // A viewer needs none, and is told so when asking.
        var (_, other) = await site.InviteBen(new { session = "every" });
        Assert.Equal((409, "invitation.code-not-needed"), Refusal(await site.Post($"/entry{other[2..]}/code", new { email = Address }, site.Site.NewVisitor().Http)));
    }

    [Fact]
    public async Task Checked_in_with_a_code_one_walks_in_later_with_nothing_more()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, new { verification = "codeForAll" }, time);
        await site.Post($"/rooms/{site.Room}/sessions/{site.Session}/close");
        var start = time.GetUtcNow().AddHours(2);
        var session = (await site.Post($"/rooms/{site.Room}/sessions", new { startsAt = start, endsAt = start.AddHours(1) })).Text("id");
        var (id, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var asked = await ben.Submit(await ben.Open(link), "form[action$='/check-in']", ("email", Address));
        var checkedIn = await ben.Submit(asked, "form[action$='/check-in']", ("code", await Code(post)));
        Assert.Contains("You're checked in.", checkedIn.Text, StringComparison.Ordinal);
        time.SetUtcNow(start);
        Assert.Equal($"/live/{session}", (await ben.Submit(await ben.Open(link), "form[data-auto]")).Path);
        var device = (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("devices")[0];
        Assert.Equal("emailedCode", device.GetProperty("assurance").GetString());
    }

    [Theory]
    [InlineData("typedAddress")]
    [InlineData("codeForModeratorsAndSpeakers")]
    [InlineData("codeForAll")]
    public async Task A_made_up_code_in_place_of_the_address_checks_nobody_in(string verification)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, new { verification }, time);
        await site.Post($"/rooms/{site.Room}/sessions/{site.Session}/close");
        var start = time.GetUtcNow().AddHours(2);
        await site.Post($"/rooms/{site.Room}/sessions", new { startsAt = start, endsAt = start.AddHours(1) });
        var (_, link) = await site.InviteBen();
        var eve = site.Site.NewVisitor();
        Assert.Equal((403, "invitation.address-needed"), Refusal(await site.Post($"/entry{link[2..]}/check-in", new { email = (string?)null, code = "111111" }, eve.Http)));
        Assert.Empty(eve.Cookies.All.Keys.Where(name => name.Contains("checked-in", StringComparison.Ordinal)));
        time.SetUtcNow(start);
        Assert.Equal((403, "invitation.address-needed"), Refusal(await site.Post($"/entry{link[2..]}/claim", new { email = (string?)null }, eve.Http)));
    }

    [Fact]
    public async Task Without_a_way_to_mail_a_code_the_page_says_so()
    {
        await using var site = await InvitingSite.Start();
        await site.Patch("/admin/settings/invitations", new { verification = "codeForAll" });
        var (_, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var page = await ben.Submit(await ben.Open(link), "form[data-claim]", ("email", Address));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.Contains("This site cannot mail you a code at the moment.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_domain_is_told_whom_to_turn_to()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        await site.Patch("/admin/settings/site", new { contact = new { name = "Help desk", email = "help@northfield.example" } });
        await site.Patch("/admin/settings/invitations", new { domains = new { block = new[] { "tidewright.example" } } });
        Assert.Equal((403, "domain.blocked"), Refusal(await site.Invite(new { session = "every" })));
        Assert.Equal((403, "domain.blocked"), Refusal(await site.Claim(link, site.Site.NewVisitor().Http)));
        Assert.Equal((403, "domain.blocked"), Refusal(await site.Post($"/entry{link[2..]}/check-in", new { email = Address }, site.Site.NewVisitor().Http)));
        var ben = site.Site.NewVisitor();
        var page = await ben.Submit(await ben.Open(link), "form[data-claim]", ("email", Address));
        Assert.Contains("This site takes no addresses of that domain. Try another address, or contact the site's admin.", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("a[href='mailto:help@northfield.example']"));
    }

    [Fact]
    public async Task An_address_with_an_account_signs_in_and_comes_straight_back()
    {
        await using var site = await InvitingSite.Start();
        await site.Patch("/admin/settings/invitations", new { memberMustSignIn = true });
        await site.Post("/admin/users", new { email = Address, firstName = "Ben", lastName = "Okafor", siteRole = "member", password = Person.Password });
        var (_, link) = await site.InviteBen();
        var eve = site.Site.NewVisitor();
        var lobby = await eve.Open(link);
        Assert.Empty(lobby.Document.QuerySelectorAll("form[action$='/sign-in']"));
        Assert.Empty((await eve.Submit(lobby, "form[data-claim]", ("email", "eve@elsewhere.example"))).Document.QuerySelectorAll("form[action$='/sign-in']"));
        var ben = site.Site.NewVisitor();
        var page = await ben.Submit(await ben.Open(link), "form[data-claim]", ("email", Address));
        Assert.Equal(HttpStatusCode.Unauthorized, page.Status);
        var signIn = await ben.Submit(page, "form[action$='/sign-in']");
        var back = await ben.Submit(signIn, "form.card", ("email", Address), ("password", Person.Password));
        Assert.Equal(link, back.Path);
        Assert.Equal($"/live/{site.Session}", (await ben.Submit(back, "form[data-auto]")).Path);
    }

    [Fact]
    public async Task Who_may_invite_is_a_site_role_or_a_name_or_a_group_and_is_asked_again_at_the_claim()
    {
        await using var site = await InvitingSite.Start();
        var ada = await site.Site.Enroll(Cast.Ada);
        using var host = site.Site.NewVisitor().WithToken(await site.Site.Token(ada, "invitations:write", "invitations:read", "rooms:read"));
        using (var put = await site.Host.PutAsync($"/api/v1/rooms/{site.Room}/collaborators/{ada}", System.Net.Http.Json.JsonContent.Create(new { standing = "coOwner" }))) put.EnsureSuccessStatusCode();
        var ben = new { email = Address, firstName = "Ben", lastName = "Okafor" };
        Assert.Equal((403, "invitation.may-not-invite"), Refusal(await site.Post(site.Invitations, ben, host.Http)));
        var group = (await site.Post("/admin/groups", new { name = "Lecturers" })).Text("id");
        (await site.Host.PutAsync($"/api/v1/admin/groups/{group}/members/{ada}", null)).EnsureSuccessStatusCode();
        await site.Patch("/admin/settings/invitations", new { allowedUsers = (string?)null, allowedGroups = new[] { group } });
        var link = new Uri((await site.Post(site.Invitations, ben, host.Http)).Text("url")).AbsolutePath;
        // The admin is in no group, and by role alone nobody may.
        Assert.Equal((403, "invitation.may-not-invite"), Refusal(await site.Post(site.Invitations, ben)));
        (await site.Host.DeleteAsync($"/api/v1/admin/groups/{group}/members/{ada}")).EnsureSuccessStatusCode();
        Assert.Equal((410, "invitation.void"), Refusal(await site.Claim(link, site.Site.NewVisitor().Http)));
        await site.Patch("/admin/settings/invitations", new { allowedAccounts = new[] { ada.ToString() } });
        Assert.Equal(200, (await site.Claim(link, site.Site.NewVisitor().Http)).Status);
    }

    private static async Task<InvitingSite> Start(SmtpServer post, object policy, TimeProvider? time = null)
    {
        var site = await InvitingSite.Start(Engine.Sqlite, time, "Mail:From=rooms@northfield.example", "Mail:Smtp:Host=localhost", $"Mail:Smtp:Port={post.Port}", "Mail:Smtp:Tls=None");
        Assert.Equal(200, (await site.Patch("/admin/settings/invitations", policy)).Status);
        return site;
    }

    private static async Task<string> Code(SmtpServer post) => SixDigits().Match((await post.NextMail()).Message.TextBody!).Value;

    private static (int, string?) Refusal(Answer answer) => (answer.Status, answer.Code);

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.None, 1000)]
    private static partial Regex SixDigits();
}
