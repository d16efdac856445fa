using System.Net;
using Usher.Accounts;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Lobby;

public sealed class MediaPageTests
{
    [Fact]
    public async Task A_stranger_is_told_nothing_of_a_private_room_and_offered_to_sign_in()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var (secret, open) = (await ada.MakeRoom(), await ada.MakeRoom(access: "public"));
        using var stranger = site.Site.NewVisitor();
        var refused = await stranger.Open(secret);
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.DoesNotContain("Tides", refused.Text, StringComparison.Ordinal);
        Assert.NotNull(refused.Document.QuerySelector($"main a[href='/sign-in?return={Uri.EscapeDataString(secret)}']"));
        Assert.Equal(refused.Text, (await stranger.Open("/rooms/00000000000000000000000000")).Text);
        var shown = await stranger.Open(open);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Null(shown.Document.QuerySelector(".dropdown .ellipsis, a[href$='/edit'], a[data-opens-dialog]"));
    }

    [Fact]
    public async Task The_menu_holds_what_this_person_may_do()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom();
        foreach (var (person, standing, items) in new[]
        {
            (Cast.Ben, "coOwner", "Invite users, Manage invitations, Manage guest access, Edit, Collaborators"),
            (Cast.Cy, "coEditor", "Invite users, Manage invitations, Manage guest access, Edit"),
            (Cast.Dana, "coPublisher", "Invite users, Manage invitations, Manage guest access, Edit"),
            (Cast.Elif, "coViewer", ""),
        })
        {
            using var visitor = await site.SignIn(person);
            await ada.Put($"{room}/collaborators/{person.Email}", new { standing });
            Assert.Equal(items, string.Join(", ", MenuOf(await visitor.Open(room))));
        }
    }

    [Fact]
    public async Task Nobody_is_invited_where_a_precondition_fails()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = (await ada.Submit(await ada.Open("/rooms/new"), "main form", ("title", "Tides"))).Path;
        Assert.Contains("Invite users", MenuOf(await ada.Open(room)));
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        foreach (var (module, name) in new[] { ("invitations", "enabled"), ("theming", "mediaPage") })
        {
            Assert.Equal("200", (await mina.Patch($"/admin/settings/{module}", new Dictionary<string, bool> { [name] = false })).Said);
            Assert.DoesNotContain("Invite users", MenuOf(await ada.Open(room)));
            Assert.Equal("200", (await mina.Patch($"/admin/settings/{module}", new Dictionary<string, bool> { [name] = true })).Said);
        }
        var form = (await ada.Open($"{room}/edit")).Document;
        form.QuerySelector("[name=chatAndCollaboration]")!.RemoveAttribute("checked");
        await ada.Submit(new(HttpStatusCode.OK, $"{room}/edit", form), "main form");
        Assert.Equal(["Manage invitations", "Manage guest access", "Edit", "Collaborators", "Delete room"], MenuOf(await ada.Open(room)));
    }

    [Fact]
    public async Task The_countdown_goes_by_the_servers_clock_and_reads_without_script()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = (await ada.Submit(await ada.Open("/rooms/new"), "main form", ("title", "Tides"), ("timeZone", "Europe/Dublin"))).Path;
        await ada.Submit(await ada.Open($"{room}/sessions/new"), "main form", ("startsAt", "2024-11-28T16:00"), ("endsAt", "2024-11-28T17:30"));
        var page = await ada.Open(room);
        var countdown = page.Document.QuerySelector("[data-countdown]")!;
        Assert.Equal(site.Time.GetUtcNow().ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), countdown.GetAttribute("data-now"));
        Assert.EndsWith("13:00", countdown.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Contains("Today, 16:00–17:30 (Europe/Dublin)", page.Text, StringComparison.Ordinal);
        Assert.Equal("Open the room", page.Document.QuerySelector(".bar .primary")!.TextContent.Trim());
        site.Time.Advance(TimeSpan.FromMinutes(13));
        Assert.Contains("Live now", (await ada.Open(room)).Text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> MenuOf(Usher.Tests.Fixtures.Page page) =>
        page.Document.QuerySelectorAll(".bar .dropdown:not(.share) .menu a").Select(item => item.TextContent.Trim());
}
