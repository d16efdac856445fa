using System.Net;
using Microsoft.EntityFrameworkCore;
using Usher.Invitations;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Visitor = Usher.Tests.Fixtures.Visitor;

namespace Usher.Tests.Lobby;

/// <summary>Where calendar entries lead: the same address for everybody, which lets nobody in by itself.</summary>
public sealed class JoinTests
{
    private const string Address = "ben.okafor@tidewright.example";

    [Fact]
    public async Task Calendars_lead_to_it_and_carry_no_token()
    {
        await using var site = await InvitingSite.Start();
        await site.Post($"/rooms/{site.Room}/sessions/{site.Session}/close");
        var start = TimeProvider.System.GetUtcNow().AddDays(1);
        var session = (await site.Post($"/rooms/{site.Room}/sessions", new { startsAt = start, endsAt = start.AddHours(1) })).Text("id");
        var (_, link) = await site.InviteBen();
        var file = (await site.Site.NewVisitor().Http.GetStringAsync($"{link}/invitation.ics")).Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Contains($"/join/{session}", file, StringComparison.Ordinal);
        Assert.DoesNotContain(link[3..], file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_invited_address_gets_its_link_and_everybody_the_same_answer()
    {
        await using var site = await InvitingSite.Start(settings: "Demo=true");
        var (id, _) = await site.InviteBen();
        var (ben, stranger) = (site.Site.NewVisitor(), site.Site.NewVisitor());
        var right = await Ask(ben, site, Address);
        var wrong = await Ask(stranger, site, "nobody@elsewhere.example");
        Assert.Equal((HttpStatusCode.OK, right.Text), (wrong.Status, wrong.Text));
        await Until(async () => await Tokens(site, id) == 2);
        // Asked for again at once, nothing more is sent.
        await Ask(ben, site, Address);
        await Ask(ben, site, "nobody@elsewhere.example");
        await Until(async () => (await site.Get($"{site.Invitations}/{id}/history")).Body.EnumerateArray().Any(line => line.GetProperty("what").GetString() == "mailed"));
        Assert.Equal(2, await Tokens(site, id));
    }

    [Fact]
    public async Task A_bound_device_walks_in_and_a_checked_in_one_goes_to_its_invitation()
    {
        await using var site = await InvitingSite.Start();
        var (_, link) = await site.InviteBen();
        var (bound, checkedIn) = (site.Site.NewVisitor(), site.Site.NewVisitor());
        Assert.Equal(200, (await site.Post($"/entry{link[2..]}/check-in", new { email = Address }, checkedIn.Http)).Status);
        var known = await checkedIn.Open($"/join/{site.Session}");
        Assert.DoesNotContain("/i/", known.Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
        Assert.StartsWith("/i/", (await checkedIn.Submit(known, "form[data-go]")).Path, StringComparison.Ordinal);
        await site.Claim(link, bound.Http);
        Assert.Equal($"/live/{site.Session}", (await bound.Open($"/join/{site.Session}")).Path);
    }

    [Fact]
    public async Task Looking_makes_no_link_and_an_unknown_session_is_none()
    {
        await using var site = await InvitingSite.Start();
        var (id, _) = await site.InviteBen();
        var anybody = site.Site.NewVisitor();
        await anybody.Open($"/join/{site.Session}");
        Assert.Equal(1, await Tokens(site, id));
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.Open($"/join/{site.Room}")).Status);
        // A forged check-in is none.
        anybody.Cookies.Set("__Host-usher-checked-in.0000000000000000000000000g", "nonsense");
        Assert.NotEmpty((await anybody.Open($"/join/{site.Session}")).Document.QuerySelectorAll("#email"));
    }

    private static async Task<Page> Ask(Visitor who, InvitingSite site, string address) =>
        await who.Submit(await who.Open($"/join/{site.Session}"), "form.card", ("email", address));

    private static async Task<int> Tokens(InvitingSite site, string id)
    {
        await using var db = site.Site.Read();
        var invitation = InvitationId.Parse(id, null);
        return await db.Set<LinkToken>().CountAsync(token => token.InvitationId == invitation);
    }

    private static async Task Until(Func<Task<bool>> happened)
    {
        for (var tries = 0; tries < 150; tries++, await Task.Delay(100))
            if (await happened()) return;
        Assert.Fail("It never happened.");
    }
}
