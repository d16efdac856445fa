using System.Net;
using System.Text.RegularExpressions;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Usher.Tests.Mail;
using Visitor = Usher.Tests.Fixtures.Visitor;

namespace Usher.Tests.Lobby;

/// <summary>"I'm on another device", with a code by mail: on the page without script, and over the API.</summary>
public sealed partial class MoveByMailTests
{
    private const string Address = "ben.okafor@tidewright.example";
    private const string MailMe = "[formaction$='/code']";

    [Fact]
    public async Task Six_digits_from_the_mail_move_the_place_here()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, UsherSite.EveryLine);
        var (id, link) = await site.InviteBen();
        var (phone, laptop) = (site.Site.NewVisitor(), site.Site.NewVisitor());
        Assert.Equal(200, (await site.Claim(link, phone.Http)).Status);
        var asked = await laptop.Submit(await laptop.Open(link), MailMe, ("email", Address));
        Assert.Contains("Look in your mail", asked.Text, StringComparison.Ordinal);
        var field = asked.Document.QuerySelector("#code")!;
        Assert.Equal(("one-time-code", "numeric"), (field.GetAttribute("autocomplete"), field.GetAttribute("inputmode")));
        var mail = (await post.NextMail()).Message.TextBody!;
        Assert.Contains("Your code to go on with another device at Tides and turbines:", mail, StringComparison.Ordinal);
        var code = SixDigits().Match(mail).Value;

        var wrong = await laptop.Submit(asked, "form[action$='/hand-over']", ("code", code == "111111" ? "222222" : "111111"));
        Assert.Equal(HttpStatusCode.Forbidden, wrong.Status);
        Assert.Contains("This code doesn't work.", wrong.Document.QuerySelector("#code-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/live/{site.Session}", (await laptop.Submit(wrong, "form[action$='/hand-over']", ("code", code))).Path);
        Assert.Contains("Your place in this session is on another device now.", (await phone.Open($"/live/{site.Session}")).Text, StringComparison.Ordinal);
        var device = (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("devices").EnumerateArray().Single();
        Assert.Equal("emailedCode", device.GetProperty("assurance").GetString());
        var history = (await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray().Select(line => line.GetProperty("what").GetString()).ToList();
        Assert.Contains("deviceMovedByCode", history);
        Assert.Contains("wrongCode", history);
        Assert.DoesNotContain(site.Site.Log.All, line => line.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stranger_with_the_wrong_address_sees_what_the_invitee_sees()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post);
        var (id, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var (ben, eve) = (site.Site.NewVisitor(), site.Site.NewVisitor());
        var wrong = await eve.Submit(await eve.Open(link), MailMe, ("email", "eve@elsewhere.example"));
        var right = await ben.Submit(await ben.Open(link), MailMe, ("email", Address));
        Assert.Equal((right.Status, right.Path, right.Text), (wrong.Status, wrong.Path, wrong.Text));
        Assert.Equal(ben.Cookies.All.Keys.Order(), eve.Cookies.All.Keys.Order());
        var called = await AskByCall(site, link, eve, "eve@elsewhere.example");
        Assert.Equal(["expiresAt"], called.Body.EnumerateObject().Select(field => field.Name));
        var code = SixDigits().Match((await post.NextMail()).Message.TextBody!).Value;
        var guess = code == "111111" ? "222222" : "111111";
        Assert.Equal((403, "invitation.wrong-hand-over-code"), Refusal(await TypeByCall(site, link, ben, guess)));
        Assert.Equal((403, "invitation.wrong-hand-over-code"), Refusal(await TypeByCall(site, link, eve, code)));
        // All that was counted together, and now there is a pause for either.
        Assert.Equal((429, "invitation.too-many-tries"), Refusal(await TypeByCall(site, link, eve, code)));
        Assert.Equal((429, "invitation.too-many-tries"), Refusal(await AskByCall(site, link, ben, Address)));
        var history = (await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray().Select(line => line.GetProperty("what").GetString());
        Assert.Equal(1, history.Count(what => what == "codeSent"));
    }

    [Fact]
    public async Task Where_both_are_needed_the_page_says_so_and_the_host_sees_the_code_was_right()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, "Settings:Invitations:NewDevice=BothForModeratorsAndSpeakers", "Settings:Invitations:WeakDevices=Allow");
        var (id, link) = await site.InviteBen(new { role = "speaker" });
        await site.Claim(link, site.Site.NewVisitor().Http);
        var ben = site.Site.NewVisitor();
        var page = await ben.Open(link);
        Assert.Empty(page.Document.QuerySelectorAll("form[action$='/new-device']"));
        Assert.Equal((403, "invitation.code-first"), Refusal(await site.Post($"/entry{link[2..]}/new-device", new { email = Address }, ben.Http)));
        var asked = await ben.Submit(page, MailMe, ("email", Address));
        Assert.Contains("is asked, and has the last word.", asked.Text, StringComparison.Ordinal);
        var waits = await TypeByCall(site, link, ben, SixDigits().Match((await post.NextMail()).Message.TextBody!).Value);
        Assert.Equal((202, "waiting"), (waits.Status, waits.Text("deviceRequest")));
        Assert.Contains("Asked. Now it's up to the host.", (await ben.Open(link)).Text, StringComparison.Ordinal);
        var request = (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("deviceRequests").EnumerateArray().Single();
        Assert.Equal("emailedCode", request.GetProperty("assurance").GetString());
        Assert.Equal(200, (await site.Post($"{site.Invitations}/{id}/devices/{request.GetProperty("id").GetString()}/approve")).Status);
        Assert.Equal($"/live/{site.Session}", (await ben.Open(link)).Path);
        Assert.Equal("emailedCode", (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("devices")[0].GetProperty("assurance").GetString());
    }

    [Fact]
    public async Task Where_a_host_has_the_only_word_no_code_is_offered_and_none_is_sent()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, "Settings:Invitations:NewDevice=HostApproval");
        var (_, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var ben = site.Site.NewVisitor();
        Assert.Empty((await ben.Open(link)).Document.QuerySelectorAll(MailMe));
        Assert.DoesNotContain("Look in your mail", (await ben.Open($"{link}?mailed=true")).Text, StringComparison.Ordinal);
        Assert.Equal((403, "invitation.other-device"), Refusal(await AskByCall(site, link, ben, Address)));
    }

    [Fact]
    public async Task Without_a_way_to_mail_it_no_code_is_offered()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var ben = site.Site.NewVisitor();
        Assert.Empty((await ben.Open(link)).Document.QuerySelectorAll(MailMe));
        // Whoever asks all the same is told alike.
        Assert.Equal((503, "invitation.code-undeliverable"), Refusal(await AskByCall(site, link, ben, Address)));
        Assert.Equal((503, "invitation.code-undeliverable"), Refusal(await AskByCall(site, link, ben, "eve@elsewhere.example")));
    }

    private static async Task<InvitingSite> Start(SmtpServer post, params string[] settings) => await InvitingSite.Start(settings:
        ["Mail:From=rooms@northfield.example", "Mail:Smtp:Host=localhost", $"Mail:Smtp:Port={post.Port}", "Mail:Smtp:Tls=None", .. settings]);

    private static Task<Answer> AskByCall(InvitingSite site, string link, Visitor who, string address) =>
        site.Post($"/entry{link[2..]}/code", new { email = address }, who.Http);

    private static Task<Answer> TypeByCall(InvitingSite site, string link, Visitor who, string code) =>
        site.Post($"/entry{link[2..]}/new-device", new { code }, who.Http);

    private static (int, string?) Refusal(Answer answer) => (answer.Status, answer.Code);

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.None, 1000)]
    private static partial Regex SixDigits();
}
