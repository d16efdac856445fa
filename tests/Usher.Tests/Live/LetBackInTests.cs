using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Visitor = Usher.Tests.Fixtures.Visitor;

namespace Usher.Tests.Live;

/// <summary>A removal is for good, until a Host takes it back.</summary>
public sealed class LetBackInTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Fact]
    public async Task Who_was_removed_stays_out_until_a_Host_lets_them_back_in()
    {
        var gathering = await house.Arrange();
        await gathering.Change(db => db.Set<Participant>().Where(one => one.Id == gathering.Dana.Participant)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.RemovedAt, LiveHouse.Now)));
        Assert.Equal("live.removed", await house.TryEnter(gathering, gathering.Dana));
        using var ada = house.Site.NewVisitor().WithToken(gathering.AdasToken);
        var listed = await List(ada, gathering);
        Assert.Equal("Dana Voss", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());
        Assert.True(await IsRemoved(ada, gathering));
        using var let = await ada.Http.PostAsync(Path(gathering) + $"/{gathering.Dana.Participant}/let-back-in", null);
        Assert.Equal(HttpStatusCode.OK, let.StatusCode);
        using var again = await ada.Http.PostAsync(Path(gathering) + $"/{gathering.Dana.Participant}/let-back-in", null);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Null(await house.TryEnter(gathering, gathering.Dana));
        Assert.False(await IsRemoved(ada, gathering));
        await using var db = house.Site.Read();
        Assert.Contains(HistoryWhat.LetBackIn, await db.Set<HistoryLine>().Where(line => line.InvitationId == gathering.Dana.Invitation).Select(line => line.What).ToListAsync());
    }

    [Fact]
    public async Task Nobody_else_sees_the_list_or_takes_a_removal_back()
    {
        var (gathering, other) = (await house.Arrange(), await house.Arrange());
        using var stranger = house.Site.NewVisitor().WithToken(other.AdasToken);
        using var list = await stranger.Http.GetAsync(Path(gathering));
        Assert.Equal(HttpStatusCode.NotFound, list.StatusCode);
        using var let = await stranger.Http.PostAsync(Path(gathering) + $"/{gathering.Dana.Participant}/let-back-in", null);
        Assert.Equal(HttpStatusCode.NotFound, let.StatusCode);
        // Nor by way of a room of one's own.
        using var foreign = await stranger.Http.PostAsync(Path(other) + $"/{gathering.Dana.Participant}/let-back-in", null);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    private static string Path(Gathering gathering) => $"/api/v1/rooms/{gathering.Room}/removed";

    /// <summary>As the register shows it.</summary>
    private static async Task<bool> IsRemoved(Visitor who, Gathering gathering)
    {
        using var answer = await who.Http.GetAsync($"/api/v1/rooms/{gathering.Room}/invitations/{gathering.Dana.Invitation}");
        return (await answer.Json()).GetProperty("removed").GetBoolean();
    }

    private static async Task<JsonElement> List(Visitor who, Gathering gathering)
    {
        using var answer = await who.Http.GetAsync(Path(gathering));
        return await answer.Json();
    }
}
