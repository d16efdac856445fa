using System.Net;
using System.Text;
using Usher.Rooms;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Rooms;

public sealed class RoomFileTests
{
    private static readonly byte[] Png = [.. Convert.FromHexString("89504e470d0a1a0a"), .. new byte[100]];
    private static readonly byte[] Page = Encoding.UTF8.GetBytes("<!doctype html><script>alert(document.cookie)</script>");

    [Theory, OnBothDatabases]
    public async Task A_poster_is_shown_and_can_run_nothing(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom(access: "public");
        var first = await ada.Call(HttpMethod.Put, $"{room}/poster?name=tide.png", Png);
        var second = await ada.Call(HttpMethod.Put, $"{room}/poster", Png);
        Assert.Equal(second["url"], (await ada.Get(room))["poster"]);
        using var stranger = site.Site.NewVisitor();
        using var shown = await stranger.Http.GetAsync(second["url"]);
        Assert.Equal((HttpStatusCode.OK, "image/png", "inline"), (shown.StatusCode, shown.Content.Headers.ContentType?.MediaType, shown.Content.Headers.ContentDisposition?.DispositionType));
        AssertHarmless(shown);
        Assert.Equal(Png, await shown.Content.ReadAsByteArrayAsync());
        using var gone = await stranger.Http.GetAsync(first["url"]);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task An_attachment_is_only_ever_saved_whatever_it_says_it_is()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom(access: "public");
        var added = await ada.Call(HttpMethod.Post, $"{room}/attachments?name={Uri.EscapeDataString("../weekly\r\nreport.html")}", Page);
        Assert.Equal(("201", "weeklyreport.html"), (added.Said, added["name"]));
        using var stranger = site.Site.NewVisitor();
        using var saved = await stranger.Http.GetAsync(added["url"]);
        Assert.Equal(("application/octet-stream", "attachment", "weeklyreport.html"),
            (saved.Content.Headers.ContentType?.MediaType, saved.Content.Headers.ContentDisposition?.DispositionType, saved.Content.Headers.ContentDisposition?.FileNameStar));
        AssertHarmless(saved);
    }

    [Fact]
    public async Task A_poster_is_an_image_and_files_have_limits()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var room = await ada.MakeRoom();
        Assert.Equal("422 room-file.not-an-image", (await ada.Call(HttpMethod.Put, $"{room}/poster?name=fine.png", Page)).Said);
        Assert.Equal("422 room-file.not-an-image", (await ada.Call(HttpMethod.Put, $"{room}/poster", "<svg onload=alert(1)>"u8.ToArray())).Said);
        Assert.Equal("422 room-file.empty", (await ada.Call(HttpMethod.Post, $"{room}/attachments", Array.Empty<byte>())).Said);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await ada.Call(HttpMethod.Put, $"{room}/poster", new byte[AddFile.LargestPoster + 1])).Status);
        Assert.Equal("201", (await ada.Call(HttpMethod.Post, $"{room}/attachments", new byte[AddFile.LargestPoster + 1])).Said);
        foreach (var _ in Enumerable.Range(1, AddFile.MostAttachments - 1)) Assert.Equal("201", (await ada.Call(HttpMethod.Post, $"{room}/attachments", Png)).Said);
        Assert.Equal("409 room-file.too-many", (await ada.Call(HttpMethod.Post, $"{room}/attachments", Png)).Said);
    }

    [Fact]
    public async Task Files_are_for_those_who_may_see_the_room()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        var (secret, other) = (await ada.MakeRoom(), await ada.MakeRoom(access: "public"));
        var file = (await ada.Call(HttpMethod.Post, $"{secret}/attachments?name=Slides.pdf", Png))["url"]!;
        using var stranger = site.Site.NewVisitor();
        using var refused = await stranger.Http.GetAsync(file);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        using var byOtherRoom = await stranger.Http.GetAsync(other + file[file.IndexOf("/files", StringComparison.Ordinal)..]);
        Assert.Equal(HttpStatusCode.NotFound, byOtherRoom.StatusCode);
        Assert.Equal("204", (await ada.Delete(file)).Said);
        Assert.Equal("404 room-file.unknown", (await ada.Delete(file)).Said);
    }

    private static void AssertHarmless(HttpResponseMessage response)
    {
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; frame-ancestors 'none'; sandbox", response.Headers.GetValues("Content-Security-Policy").Single());
    }
}
