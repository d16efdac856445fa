using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;
using Usher.Live;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using static Usher.Tests.Live.Stage;

namespace Usher.Tests.Live;

/// <summary>A locked room, over real WebSockets: who waits, what they get, and who decides.</summary>
public sealed class WaitingRoomTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Who_waits_gets_nothing_of_the_room_and_comes_in_when_admitted(bool messagePack)
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var cy = await house.Enter(gathering, gathering.Cy);
        Assert.Null((await cy.Call("Say", "0", "chat", "sealed before")).Problem);
        Assert.Null((await cy.Call("Lock")).Problem);
        await ada.Event("locked");

        await using var dana = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie, messagePack: messagePack);
        Assert.Null(await dana.Enter(gathering.Session, gathering.Dana.Key));
        Assert.Null(dana.Welcome);
        Assert.Equal(1, (int)dana.Waiting!["place"]!);
        Assert.Equal("Dana Voss", (string?)(await cy.Event("waits"))["waiter"]!["name"]);

        // Nothing that happens in the room reaches them, and nothing they call is answered.
        Assert.Null((await cy.Call("Say", "1", "chat", "sealed one")).Problem);
        Assert.Null((await cy.Call("Say", "2", "backchannel", "sealed two")).Problem);
        await cy.Call("Ask", "q", "sealed three");
        await cy.Call("Publish", "q");
        await using (var ben = await house.Enter(gathering, gathering.Ben)) await ada.Event(one => (string?)one["type"] == "entered" && (string?)one["participant"]!["name"] == "Ben Okafor");
        Assert.Equal("live.not-entered", (await dana.Call("Say", "1", "chat", "let me in")).Problem!.Code);
        Assert.Equal("live.not-entered", (await dana.Call("Admit", gathering.Dana.Participant.ToString())).Problem!.Code);
        Assert.Equal("live.not-entered", (await dana.Call("Unlock")).Problem!.Code);
        Assert.Equal("live.not-entered", (await dana.Fetch(0)).Problem!.Code);
        Assert.Equal("live.not-entered", (await dana.History("chat", 1000)).Problem!.Code);
        Assert.Equal("request.malformed", await dana.EnterWith(gathering.Session, null));

        Assert.Null((await ada.Call("TellWaiting", "1", "Five more minutes")).Problem);
        await dana.IsTold(waiting => (string?)waiting["words"]!.AsArray().LastOrDefault()?["text"] == "Five more minutes");
        foreach (var word in new[] { "sealed", "Ben Okafor", "Cy Marsh", "Ada Lindqvist" }) Assert.DoesNotContain(dana.Frames, frame => frame.Contains(word, StringComparison.Ordinal));
        Assert.Empty(dana.Events);

        Assert.Null((await ada.Call("Admit", gathering.Dana.Participant.ToString())).Problem);
        await dana.CalledIn;
        await using var inside = await house.Enter(gathering, gathering.Dana, messagePack: messagePack);
        Assert.Equal("sealed one", (string?)inside.Welcome!["view"]!["chat"]!.AsArray().Last()!["text"]);
        Assert.Null(inside.Welcome["view"]!["waiting"]);
        Assert.True((bool)inside.Welcome["view"]!["locked"]!);
        await cy.Event(one => (string?)one["type"] == "entered" && (string?)one["participant"]!["name"] == "Dana Voss");
    }

    [Fact]
    public async Task Who_waits_is_seen_by_Moderators_and_Hosts_and_by_nobody_else()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await using var elif = await house.Enter(gathering, await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now));
        await ada.Call("Lock");
        await using var dana = await Wait(gathering, gathering.Dana);
        await ada.Event("waits");
        await ada.Call("TellWaiting", "1", "sealed");
        await ada.Call("Decline", gathering.Dana.Participant.ToString());
        Assert.Equal("live.declined", await dana.Out);
        await ada.Call("Say", "2", "chat", "open");
        foreach (var client in new[] { ben, elif })
        {
            await client.Heard("open");
            Assert.DoesNotContain(client.Frames, frame => frame.Contains("Dana Voss", StringComparison.Ordinal) || frame.Contains("sealed", StringComparison.Ordinal));
            Assert.False(client.SawGap);
            foreach (var method in new[] { "Lock", "Unlock", "AdmitAll" }) Assert.Equal("live.not-allowed", (await client.Call(method)).Problem!.Code);
            Assert.Equal("live.not-allowed", (await client.Call("Admit", gathering.Dana.Participant.ToString())).Problem!.Code);
            Assert.Equal("live.not-allowed", (await client.Call("TellWaiting", "x", "hello")).Problem!.Code);
        }
        // A declined person does not come back at once; a Moderator who comes sees what was before.
        await using var again = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        Assert.Equal("live.declined", await again.Enter(gathering.Session, gathering.Dana.Key));
        await using var cy = await house.Enter(gathering, gathering.Cy);
        Assert.Equal("sealed", (string?)cy.Welcome!["view"]!["waitingWords"]!.AsArray().Single()!["text"]);
    }

    [Fact]
    public async Task Who_was_in_before_walks_back_in_and_unlocking_lets_all_in()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using (await house.Enter(gathering, gathering.Dana)) await ada.Call("Lock");
        await using (var back = await house.Enter(gathering, gathering.Dana)) Assert.NotNull(back.Welcome);
        await using var elif = await Wait(gathering, await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now));
        await using var gus = await Wait(gathering, await gathering.Invite(Cast.Gus, Role.Viewer, LiveHouse.Now));
        Assert.Equal((1, 2), ((int)elif.Waiting!["place"]!, (int)gus.Waiting!["place"]!));
        await elif.DisposeAsync();
        // Within ten seconds the queue has closed up.
        await gus.IsTold(waiting => (int)waiting["place"]! == 1);
        await ada.Call("Unlock");
        await gus.CalledIn;
    }

    [Fact]
    public async Task Who_becomes_a_Speaker_or_loses_their_right_waits_no_more()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await ada.Call("Lock");
        await using var dana = await Wait(gathering, gathering.Dana);
        var elif = await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now);
        await using var waiting = await Wait(gathering, elif);
        await gathering.Change(db => db.Set<Usher.Invitations.Invitation>().Where(one => one.Id == gathering.Dana.Invitation).ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, Role.Speaker)));
        house.Tell(gathering, gathering.Dana);
        await dana.CalledIn;
        await gathering.Change(db => db.Set<Usher.Invitations.Invitation>().Where(one => one.Id == elif.Invitation).ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, LiveHouse.Now)));
        house.Tell(gathering, elif);
        Assert.Equal("invitation.revoked", await waiting.Out);
    }

    [Fact]
    public async Task The_lock_and_who_was_let_in_stand_in_the_log_for_whoever_takes_the_session_over()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await ada.Call("Lock");
        await using (var dana = await Wait(gathering, gathering.Dana))
        {
            Assert.Null((await ada.Call("Admit", gathering.Dana.Participant.ToString())).Problem);
            await dana.CalledIn;
        }
        var read = await house.Site.Services.GetRequiredService<LiveLog>().Load(gathering.Session, TestContext.Current.CancellationToken);
        foreach (var state in new[] { read, LiveJson.Read<LiveState>(LiveJson.Write(read)) })
        {
            Assert.True(state.Locked);
            Assert.False(WaitingRules.MustWait(state, gathering.Dana.Participant, Role.Viewer));
            Assert.True(WaitingRules.MustWait(state, ParticipantId.New(LiveHouse.Now), Role.Guest));
        }
    }

    [Fact]
    public async Task A_host_is_mailed_once_when_somebody_waits_and_nobody_is_there()
    {
        await using var site = await UsherSite.Start(settings: "Demo=true");
        var gathering = await Gathering.Arrange(site.Door, LiveHouse.Now);
        await using (var ada = await LiveClient.Connect(site.Address, token: gathering.AdasToken))
        {
            Assert.Null(await ada.Enter(gathering.Session));
            Assert.Null((await ada.Call("Lock")).Problem);
        }
        await using var dana = await LiveClient.Connect(site.Address, gathering.Dana.Cookie);
        Assert.Null(await dana.Enter(gathering.Session, gathering.Dana.Key));
        Assert.NotNull(dana.Waiting);
        using var reader = site.NewVisitor();
        for (var tries = 0; tries < 300 && !(await reader.Open("/mailbox")).Text.Contains("Somebody waits to be let in", StringComparison.Ordinal); tries++) await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Contains("Somebody waits to be let in: Tides and turbines", (await reader.Open("/mailbox")).Text, StringComparison.Ordinal);
        await site.Services.GetRequiredService<TellHostsOfWaiting>().Tell(gathering.Session);
        await using var db = site.Read();
        Assert.Equal(1, await db.Set<Usher.Mail.OutboxMail>().CountAsync(mail => mail.Kind == WaitingMail.Kind, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Guests_without_a_part_in_the_chat_neither_write_nor_see_it()
    {
        var stage = Full();
        var gus = Id(9);
        foreach (var happens in PresenceRules.Arrive(stage.State, gus, new Admission("Gus Thorn", Role.Guest, Invited: false, Until: null) { Guest = true }, stage.Now)) stage.Happen(happens);
        Assert.Null(stage.Do(gus, new Say("1", Panel.Chat, "Hello")).Problem);
        stage.Happen(new GuestsChatChanged(Allowed: false) { Sequence = stage.State.Sequence + 1, At = stage.Now });
        Assert.Equal(LiveProblems.NotAllowed, stage.Do(gus, new Say("2", Panel.Chat, "Hello?")).Problem);
        Assert.Null(stage.Do(Elif, new Say("3", Panel.Chat, "Still here")).Problem);
        Assert.Null(stage.Do(gus, new Ask("4", "May I ask?")).Problem);
        Assert.Null(stage.ViewOf(gus).Chat);
        Assert.False(stage.Log.OfType<Said>().Last().Audience.Includes(gus, stage.State.Find(gus)!.Sight(stage.State.GuestsChat)));
        Assert.Equal(2, stage.ViewOf(Elif).Chat!.Count);
        // Made a Viewer they take part; made a Guest again they do not. Nobody else is made a Guest.
        Assert.Null(stage.Do(Cy, new ChangeRole(gus, Role.Viewer)).Problem);
        Assert.NotNull(stage.ViewOf(gus).Chat);
        Assert.Null(stage.Do(Cy, new ChangeRole(gus, Role.Guest)).Problem);
        Assert.Null(stage.ViewOf(gus).Chat);
        Assert.Equal(LiveProblems.NotAllowed, stage.Do(Cy, new ChangeRole(Dana, Role.Guest)).Problem);
    }

    private async Task<LiveClient> Wait(Gathering gathering, Guest guest)
    {
        var client = await LiveClient.Connect(house.Site.Address, guest.Cookie);
        Assert.Null(await client.Enter(gathering.Session, guest.Key));
        Assert.NotNull(client.Waiting);
        return client;
    }
}
