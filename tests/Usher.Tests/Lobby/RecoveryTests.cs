using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Usher.Invitations;
using Usher.Mail;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Visitor = Usher.Tests.Fixtures.Visitor;

namespace Usher.Tests.Lobby;

/// <summary>What an invitee does who cannot simply go in, without script and over the API; and what strangers get out of it.</summary>
public sealed class RecoveryTests
{
    private const string Address = "ben.okafor@tidewright.example";

    [Fact]
    public async Task A_host_approves_another_device_from_the_register_and_it_goes_in()
    {
        await using var site = await InvitingSite.Start(settings: "Demo=true");
        var (id, link) = await site.InviteBen();
        var (phone, laptop) = (site.Site.NewVisitor(), site.Site.NewVisitor());
        Assert.Equal(200, (await site.Claim(link, phone.Http)).Status);
        var waiting = await Ask(laptop, link, Address);
        Assert.Contains("Asked. Now it's up to the host.", waiting.Text, StringComparison.Ordinal);
        var row = await site.Get($"{site.Invitations}/{id}");
        var request = Assert.Single(row.Body.GetProperty("deviceRequests").EnumerateArray()).GetProperty("id").GetString();
        Assert.Equal(1, (await site.Get($"{site.Invitations}?asking=newDevice")).Body.GetArrayLength());
        Assert.Equal(200, (await site.Post($"{site.Invitations}/{id}/devices/{request}/approve")).Status);
        Assert.Equal("invitation.device-request-over", (await site.Post($"{site.Invitations}/{id}/devices/{request}/decline")).Code);
        Assert.Equal($"/live/{site.Session}", (await laptop.Open(link)).Path);
        var old = await phone.Open($"/live/{site.Session}");
        Assert.Contains("Your place in this session is on another device now.", old.Text, StringComparison.Ordinal);
        Assert.Equal(["deviceApproved", "deviceAsked"], await History(site, id, "device"));
    }

    [Fact]
    public async Task A_declined_device_is_told_kindly()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var laptop = site.Site.NewVisitor();
        await Ask(laptop, link, Address);
        var request = (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("deviceRequests")[0].GetProperty("id").GetString();
        await site.Post($"{site.Invitations}/{id}/devices/{request}/decline");
        Assert.Contains("The host would rather not move it to this device.", (await laptop.Open(link)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_with_the_wrong_address_gets_the_same_answer_and_disturbs_nobody()
    {
        await using var site = await InvitingSite.Start(settings: "Demo=true");
        var (id, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var (ben, stranger) = (site.Site.NewVisitor(), site.Site.NewVisitor());
        var (right, wrong) = (await Ask(ben, link, Address), await Ask(stranger, link, "ben@elsewhere.example"));
        Assert.Equal((right.Status, right.Text), (wrong.Status, wrong.Text));
        Assert.Equal(ben.Cookies.All.Count, stranger.Cookies.All.Count);
        Assert.Equal(1, (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("deviceRequests").GetArrayLength());
        // Right or wrong, asking is counted: the sixth time there is a pause for either.
        for (var i = 0; i < 3; i++) Assert.Equal(202, (await AskByCall(site, link, Address)).Status);
        Assert.Equal("invitation.too-many-tries", (await AskByCall(site, link, Address)).Code);
        Assert.Equal("invitation.too-many-tries", (await AskByCall(site, link, "ben@elsewhere.example")).Code);
        Assert.Equal(3, (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("deviceRequests").GetArrayLength());
    }

    [Fact]
    public async Task Only_who_manages_the_invitation_may_decide()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        await Ask(site.Site.NewVisitor(), link, Address);
        var request = (await site.Get($"{site.Invitations}/{id}")).Body.GetProperty("deviceRequests")[0].GetProperty("id").GetString();
        var gus = await site.Site.Enroll(Cast.Gus);
        using var other = site.Site.NewVisitor().WithToken(await site.Site.Token(gus, "invitations:write"));
        Assert.Equal(404, (await site.Post($"{site.Invitations}/{id}/devices/{request}/approve", null, other.Http)).Status);
        Assert.Equal(401, (await site.Post($"{site.Invitations}/{id}/devices/{request}/approve", null, site.Site.NewVisitor().Http)).Status);
    }

    [Fact]
    public async Task Where_only_a_code_will_do_no_host_is_asked()
    {
        await using var site = await InvitingSite.Start(settings: "Settings:Invitations:NewDevice=EmailedCode");
        var (_, link) = await site.InviteBen();
        await site.Claim(link, site.Site.NewVisitor().Http);
        var page = await site.Site.NewVisitor().Open(link);
        Assert.Empty(page.Document.QuerySelectorAll("form[action$='/new-device']"));
        Assert.Equal("invitation.approval-off", (await AskByCall(site, link, Address)).Code);
    }

    [Fact]
    public async Task Who_is_late_asks_for_a_new_link_and_the_host_answers_with_one_click()
    {
        await using var site = await InvitingSite.Start(settings: "Demo=true");
        var (id, link) = await site.InviteBen();
        Assert.Equal("invitation.link-still-works", (await site.Post($"/entry{link[2..]}/new-link", null, site.Site.NewVisitor().Http)).Code);
        await Expire(site);
        var ben = site.Site.NewVisitor();
        var asked = await ben.Submit(await ben.Open(link), "form[action$='/new-link']");
        Assert.Contains("You have asked for a new link.", asked.Text, StringComparison.Ordinal);
        // Asked again it is answered alike, and the host hears it once.
        Assert.Equal(202, (await site.Post($"/entry{link[2..]}/new-link", null, site.Site.NewVisitor().Http)).Status);
        Assert.Equal(["newLinkAsked"], await History(site, id, "newLink"));
        Assert.Equal(1, (await site.Get($"{site.Invitations}?asking=newLink")).Body.GetArrayLength());
        Assert.Equal(404, (await site.Post("/entry/nonsense/new-link", null, ben.Http)).Status);

        await site.Site.Door.Write(db => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.MailState, MailState.Failed)));
        var renewed = await site.Post($"{site.Invitations}/{id}/renew");
        Assert.Equal(200, renewed.Status);
        // What became of the mail before it is said no more: another is on its way.
        Assert.Equal(0, (await site.Get($"{site.Invitations}?mail=failed")).Body.GetArrayLength());
        Assert.False(renewed.Body.TryGetProperty("url", out var url) && url.ValueKind is not JsonValueKind.Null);
        Assert.Equal(0, (await site.Get($"{site.Invitations}?asking=newLink")).Body.GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await ben.Open(link)).Status);
    }

    [Fact]
    public async Task What_was_withdrawn_stays_withdrawn_though_one_may_ask()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        await site.Post($"{site.Invitations}/{id}/revoke");
        var ben = site.Site.NewVisitor();
        await ben.Submit(await ben.Open(link), "form[action$='/new-link']");
        Assert.Equal(1, (await site.Get($"{site.Invitations}?asking=newLink&state=revoked")).Body.GetArrayLength());
        Assert.Equal("invitation.over", (await site.Post($"{site.Invitations}/{id}/renew")).Code);
        Assert.Equal(HttpStatusCode.Gone, (await ben.Open(link)).Status);
    }

    [Fact]
    public async Task I_cannot_come_is_seen_on_the_register_and_taken_back()
    {
        await using var site = await InvitingSite.Start();
        var (id, link) = await site.InviteBen();
        var ben = site.Site.NewVisitor();
        var refused = await ben.Submit(await ben.Open(link), "form[action$='/cannot-come']", ("email", "ben@elsewhere.example"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        var said = await ben.Submit(refused, "form[action$='/cannot-come']", ("email", Address));
        Assert.Contains("You said that you can't come.", said.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await site.Get($"{site.Invitations}?asking=cannotCome")).Body.GetArrayLength());
        await ben.Submit(said, "form[action$='/can-come']", ("email", Address));
        Assert.Equal(0, (await site.Get($"{site.Invitations}?asking=cannotCome")).Body.GetArrayLength());
        Assert.Equal(["canCome", "cannotCome"], await History(site, id, "can"));
        // Who simply comes has taken it back as well.
        Assert.Equal(200, (await site.Post($"/entry{link[2..]}/cannot-come", new { email = Address }, site.Site.NewVisitor().Http)).Status);
        await site.Claim(link, ben.Http);
        Assert.Equal(0, (await site.Get($"{site.Invitations}?asking=cannotCome")).Body.GetArrayLength());
    }

    [Fact]
    public async Task The_link_alone_does_not_answer_for_the_invitee()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        Assert.Equal("invitation.address-needed", (await site.Post($"/entry{link[2..]}/cannot-come", new { }, site.Site.NewVisitor().Http)).Code);
    }

    private static async Task<Page> Ask(Visitor who, string link, string address) =>
        await who.Submit(await who.Open(link), "form[action$='/new-device']", ("email", address));

    private static Task<Answer> AskByCall(InvitingSite site, string link, string address) =>
        site.Post($"/entry{link[2..]}/new-device", new { email = address }, site.Site.NewVisitor().Http);

    private static Task Expire(InvitingSite site) => site.Site.Door.Write(db => db.Set<Invitation>()
        .ExecuteUpdateAsync(set => set.SetProperty(one => one.ExpiresAt, DateTimeOffset.FromUnixTimeSeconds(1_000_000_000))));

    private static async Task<List<string>> History(InvitingSite site, string id, string starting) =>
    [
        .. (await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray().Select(line => line.GetProperty("what").GetString()!)
            .Where(what => what.StartsWith(starting, StringComparison.Ordinal)),
    ];
}
