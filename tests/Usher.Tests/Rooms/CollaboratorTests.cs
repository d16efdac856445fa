using Microsoft.EntityFrameworkCore;
using Usher.Rooms;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Rooms;

public sealed class CollaboratorTests
{
    [Theory, OnBothDatabases]
    public async Task Ownership_is_handed_over_whole(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var (ada, ben) = (await site.Join(Cast.Ada), await site.Join(Cast.Ben));
        var room = await ada.MakeRoom();
        Assert.Equal("409 collaborator.owner", (await ada.Delete($"{room}/collaborators/{ada.Account}")).Said);
        Assert.Equal("200", (await ada.Put($"{room}/collaborators/{ben.Account}", new { standing = "owner" })).Said);
        Assert.Equal("coOwner", (await ada.Get(room))["standing"]);
        Assert.Equal("owner", (await ben.Get(room))["standing"]);
        Assert.Equal("403 room.forbidden", (await ada.Delete($"{room}/collaborators/{ben.Account}")).Said);
        Assert.Equal("403 room.forbidden", (await ada.Put($"{room}/collaborators/{ada.Account}", new { standing = "owner" })).Said);
        Assert.Equal("204", (await ben.Delete($"{room}/collaborators/{ada.Account}")).Said);
        Assert.Equal("404 room.unknown", (await ada.Get(room)).Said);
    }

    [Theory, OnBothDatabases]
    public async Task However_many_hand_it_over_at_once_one_owner_is_left(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var ada = await site.Join(Cast.Ada);
        var heirs = new[] { await site.Join(Cast.Ben), await site.Join(Cast.Cy), await site.Join(Cast.Dana), await site.Join(Cast.Elif) };
        var room = await ada.MakeRoom();
        var answers = await Task.WhenAll(heirs.Select(heir => ada.Put($"{room}/collaborators/{heir.Account}", new { standing = "owner" })));
        Assert.Single(answers, answer => answer.Said == "200");
        Assert.Equal(3, answers.Count(answer => answer.Said == "403 room.forbidden"));
        await using var db = site.Site.Read();
        Assert.Equal(1, await db.Collaborators.CountAsync(collaborator => collaborator.Standing == Standing.Owner));
    }

    [Fact]
    public async Task People_are_named_by_their_address_too()
    {
        await using var site = await RoomSite.Open();
        var (ada, ben) = (await site.Join(Cast.Ada), await site.Join(Cast.Ben));
        var room = await ada.MakeRoom();
        var added = await ada.Put($"{room}/collaborators/{Uri.EscapeDataString("Ben.Okafor@TIDEWRIGHT.example")}", new { standing = "coEditor" });
        Assert.Equal((ben.Account.ToString(), "Ben Okafor", "coEditor"), (added["account"], added["name"], added["standing"]));
        Assert.Equal("404 collaborator.unknown", (await ada.Put($"{room}/collaborators/nobody@tidewright.example", new { standing = "coEditor" })).Said);
        Assert.Equal("404 collaborator.unknown", (await ada.Put($"{room}/collaborators/nonsense", new { standing = "coEditor" })).Said);
        Assert.Equal(["Ada Lindqvist", "Ben Okafor"], (await ben.Get($"{room}/collaborators")).Json.EnumerateArray().Select(person => person.GetProperty("name").GetString()));
    }
}
