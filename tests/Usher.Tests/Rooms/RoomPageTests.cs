using System.Net;
using System.Net.Http.Headers;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Rooms;

public sealed class RoomPageTests
{
    [Fact]
    public async Task Without_rooms_there_is_a_first_step()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var page = await ada.Open("/");
        Assert.Equal("/rooms", page.Path);
        Assert.Contains("No rooms yet", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("main a[href='/rooms/new']"));
        using var dana = await site.SignIn(Cast.Dana, SiteRole.Member);
        Assert.Null((await dana.Open("/rooms")).Document.QuerySelector("a[href='/rooms/new']"));
        Assert.Equal(HttpStatusCode.Forbidden, (await dana.Open("/rooms/new")).Status);
    }

    [Fact]
    public async Task A_room_is_made_with_its_poster_and_files_in_one_form()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var form = await ada.Open("/rooms/new");
        using var sent = new MultipartFormDataContent
        {
            { new StringContent(form.Document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!), "__RequestVerificationToken" },
            { new StringContent("Tides and turbines"), "title" }, { new StringContent("**Bold**"), "description" }, { new StringContent("Europe/Dublin"), "timeZone" },
            { new StringContent("private"), "access" }, { new StringContent("everyone"), "stageMode" }, { new StringContent("on"), "chatAndCollaboration" },
            { new StringContent("Ben Okafor"), "speakerName" }, { new StringContent("Chief engineer"), "speakerAbout" },
            { new StringContent(""), "speakerName" }, { new StringContent(""), "speakerAbout" },
            { File(Convert.FromHexString("474946383961")), "poster", "tide.gif" }, { File("%PDF"u8.ToArray()), "attachments", "Slides.pdf" },
        };
        using var made = await ada.Http.PostAsync("/rooms/new", sent);
        var room = await ada.Open(made.Headers.Location!.ToString());
        Assert.Equal("Tides and turbines", room.Document.QuerySelector("h1")!.TextContent);
        Assert.NotNull(room.Document.QuerySelector(".poster img"));
        Assert.Equal("Bold", room.Document.QuerySelector(".prose strong")!.TextContent);
        Assert.Equal("Ben OkaforChief engineer", room.Document.QuerySelector("[aria-labelledby=speakers] .tight-text")!.TextContent);
        Assert.Equal("Slides.pdf", room.Document.QuerySelector("a[download]")!.TextContent);

        var edit = await ada.Open(room.Path + "/edit");
        var slides = room.Document.QuerySelector("a[download]")!.GetAttribute("href");
        var removed = await ada.Submit(edit, $"form[action='{slides}/remove']");
        Assert.Equal(room.Path + "/edit", removed.Path);
        Assert.Null((await ada.Open(room.Path)).Document.QuerySelector("a[download]"));
    }

    [Fact]
    public async Task A_form_with_faults_comes_back_with_what_was_typed_and_what_is_wrong()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var page = await ada.Submit(await ada.Open("/rooms/new"), "main form", ("title", ""), ("description", "Kept"), ("access", "members"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        var title = page.Document.QuerySelector("#title")!;
        Assert.Equal(("true", "title-fault"), (title.GetAttribute("aria-invalid"), title.GetAttribute("aria-describedby")));
        Assert.Equal("Kept", page.Document.QuerySelector("#description")!.TextContent);
        Assert.True(page.Document.QuerySelector("[name=access][value=members]")!.HasAttribute("checked"));
    }

    [Fact]
    public async Task Whoever_saves_over_another_is_told_first()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = (await ada.Submit(await ada.Open("/rooms/new"), "main form", ("title", "Tides"))).Path;
        var (mine, theirs) = (await ada.Open($"{room}/edit"), await ada.Open($"{room}/edit"));
        await ada.Submit(theirs, "main form", ("title", "Theirs"));
        var told = await ada.Submit(mine, "main form:first-of-type", ("title", "Mine"));
        Assert.Equal(HttpStatusCode.PreconditionFailed, told.Status);
        Assert.Contains("Somebody else changed this room in the meantime.", told.Text, StringComparison.Ordinal);
        Assert.Equal("Mine", told.Document.QuerySelector("#title")!.GetAttribute("value"));
        Assert.Equal(room, (await ada.Submit(told, "main form", [])).Path);
        Assert.Equal("Mine", (await ada.Open(room)).Document.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_co_publisher_changes_who_may_see_the_room_and_nothing_else()
    {
        await using var site = await RoomSite.Open();
        var ada = await site.Join(Cast.Ada);
        using var dana = await site.SignIn(Cast.Dana, SiteRole.Member);
        var room = await ada.MakeRoom();
        await ada.Put($"{room}/collaborators/{Cast.Dana.Email}", new { standing = "coPublisher" });
        var edit = await dana.Open($"{room}/edit");
        Assert.Null(edit.Document.QuerySelector("#title"));
        Assert.Equal(room, (await dana.Submit(edit, "main form", ("access", "public"), ("title", "Sneaked in"))).Path);
        var after = await ada.Get(room);
        Assert.Equal(("public", "Tides and turbines"), (after["access"], after["title"]));
    }

    [Fact]
    public async Task Collaborators_are_added_by_address_and_handed_the_room()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        await site.Join(Cast.Ben);
        var room = (await ada.Submit(await ada.Open("/rooms/new"), "main form", ("title", "Tides"))).Path;
        var people = await ada.Open($"{room}/collaborators");
        var unknown = await ada.Submit(people, "section form", ("person", "nobody@tidewright.example"));
        Assert.Equal("nobody@tidewright.example", unknown.Document.QuerySelector("#email[aria-invalid]")!.GetAttribute("value"));
        var added = await ada.Submit(unknown, "section form", ("person", Cast.Ben.Email), ("standing", "CoEditor"));
        Assert.Contains(Cast.Ben.Name, added.Text, StringComparison.Ordinal);
        var handed = await ada.Submit(added, "details.card form", ("person", added.Document.QuerySelector("#heir option")!.GetAttribute("value")!), ("standing", "Owner"));
        Assert.Equal([Cast.Ben.Name, Cast.Ada.Name], handed.Document.QuerySelectorAll(".people b").Select(name => name.TextContent));
        Assert.Equal("Owner", handed.Document.QuerySelector(".people .chip")!.TextContent);
    }

    [Fact]
    public async Task A_room_is_deleted_after_being_asked()
    {
        await using var site = await RoomSite.Open();
        using var ada = await site.SignIn(Cast.Ada);
        var room = (await ada.Submit(await ada.Open("/rooms/new"), "main form", ("title", "Tides"))).Path;
        Assert.Equal("/rooms", (await ada.Submit(await ada.Open($"{room}/delete"), "main form")).Path);
        Assert.Equal(HttpStatusCode.NotFound, (await ada.Open(room)).Status);
    }

    private static ByteArrayContent File(byte[] bytes) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
