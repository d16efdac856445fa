using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>The live session over real WebSockets: what people see, and what they never do.</summary>
public sealed class LiveHubTests(LiveHouse house) : IClassFixture<LiveHouse>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_somebody_says_is_heard_in_JSON_and_in_MessagePack(bool messagePack)
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering, messagePack);
        await using var dana = await house.Enter(gathering, gathering.Dana, messagePack: messagePack);
        Assert.Equal(("host", "viewer"), ((string?)ada.Welcome!["you"]!["role"], (string?)dana.Welcome!["you"]!["role"]));
        Assert.Equal("Tides and turbines", (string?)dana.Welcome["session"]!["title"]);

        var said = await dana.Call("Say", "1", "chat", "Good evening <b>all</b> — ä 🎐");
        Assert.Null(said.Problem);
        var heard = await ada.Heard("Good evening <b>all</b> — ä 🎐");
        Assert.Equal((said.Sequence, "Dana Voss", "viewer"), ((long?)heard["sequence"], (string?)heard["message"]!["name"], (string?)heard["message"]!["role"]));
        Assert.Equal(said.Sequence, (await dana.Call("Say", "1", "chat", "Good evening again")).Sequence);
        Assert.Equal("live.no-text", (await dana.Call("Say", "2", "chat", " ")).Problem!.Code);
        Assert.Equal("request.malformed", (await dana.Call("Say", "2", "stage", "Hello")).Problem!.Code);
    }

    [Fact]
    public async Task A_newcomer_sees_what_was_before()
    {
        var gathering = await house.Arrange();
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await ben.Call("Say", "1", "chat", "Good evening");
        await ben.Call("Say", "2", "backchannel", "Five minutes");
        await using var dana = await house.Enter(gathering, gathering.Dana);
        var view = dana.Welcome!["view"]!;
        Assert.Equal("Good evening", (string?)Assert.Single(view["chat"]!.AsArray())!["text"]);
        Assert.Null(view["backchannel"]);
        Assert.Equal(["Ben Okafor", "Dana Voss"], view["participants"]!.AsArray().Select(one => (string)one!["name"]!).Order());
        await using var cy = await house.Enter(gathering, gathering.Cy);
        Assert.Single(cy.Welcome!["view"]!["backchannel"]!.AsArray());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Nothing_of_the_backstage_is_ever_sent_to_a_Viewer(bool messagePack)
    {
        var gathering = await house.Arrange();
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await using var dana = await house.Enter(gathering, gathering.Dana, messagePack: messagePack);
        await ben.Call("Say", "1", "backchannel", "sealed one");
        await ben.Call("Ask", "2", "sealed two");
        await cy.Call("Answer", "2", "sealed three");
        await cy.Call("Say", "3", "chat", "open");
        await dana.Heard("open");
        await cy.Heard("sealed one");
        await cy.Event("answered");
        await dana.Fetch(0);
        Assert.Equal("live.not-allowed", (await dana.History("backchannel", long.MaxValue)).Problem!.Code);
        Assert.DoesNotContain(dana.Frames, frame => frame.Contains("sealed", StringComparison.Ordinal));
        Assert.Equal("live.not-allowed", (await dana.Call("Say", "1", "backchannel", "Hello?")).Problem!.Code);
    }

    [Fact]
    public async Task A_question_is_between_its_asker_and_the_backstage_until_it_is_published()
    {
        var gathering = await house.Arrange();
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await using var elif = await house.Enter(gathering, await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now));
        await dana.Call("Ask", "q", "Why three blades?");
        await dana.Event("asked");
        await ben.Event("asked");
        await ben.Call("Answer", "q", "sealed: because of the wobble.");
        var number = (long)(await dana.Event("answered"))["answer"]!["sequence"]!;
        await cy.Call("Publish", "q");
        var published = await elif.Event("published");
        Assert.Empty(published["question"]!["answers"]!.AsArray());
        await ben.Call("Answer", "q", "They are quieter, too.");
        await elif.Event("answered");
        Assert.DoesNotContain("sealed", (await elif.Fetch(1_000_000)).View!, StringComparison.Ordinal);
        Assert.DoesNotContain(elif.Frames, frame => frame.Contains("sealed", StringComparison.Ordinal));
        Assert.Equal("live.not-allowed", (await ben.Call("PublishAnswer", "q", number)).Problem!.Code);
        Assert.Equal("live.unknown-answer", (await cy.Call("PublishAnswer", "q", 1L)).Problem!.Code);

        Assert.Null((await cy.Call("PublishAnswer", "q", number)).Problem);
        var opened = await elif.Event(one => (string?)one["type"] == "published" && one["question"]!["answers"]!.AsArray().Count == 2);
        Assert.Equal("sealed: because of the wobble.", (string?)opened["question"]!["answers"]![0]!["text"]);
        Assert.DoesNotContain(elif.Events, one => (string?)one["type"] == "asked");
        Assert.False(dana.SawGap);
    }

    [Fact]
    public async Task A_change_of_role_opens_and_closes_the_backchannel_at_once()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await ben.Call("Say", "1", "backchannel", "before");
        await ada.Call("ChangeRole", gathering.Dana.Participant.ToString(), "speaker");
        Assert.Single((await dana.View())["backchannel"]!.AsArray());
        await ben.Call("Say", "2", "backchannel", "between");
        await dana.Heard("between");
        Assert.Null((await dana.Call("Say", "3", "backchannel", "thank you")).Problem);

        await ada.Call("ChangeRole", gathering.Dana.Participant.ToString(), "viewer");
        await dana.Event(_ => dana.Views.Count() == 2);
        Assert.Null(dana.Views.Last()["backchannel"]);
        Assert.Equal("live.not-allowed", (await dana.Call("Say", "4", "backchannel", "still here?")).Problem!.Code);
        await ben.Call("Say", "3", "backchannel", "sealed after");
        await ben.Call("Say", "4", "chat", "open after");
        await dana.Heard("open after");
        Assert.DoesNotContain(dana.Frames, frame => frame.Contains("sealed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_comes_back_gets_exactly_what_they_missed()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        long last;
        await using (var dana = await house.Enter(gathering, gathering.Dana))
        {
            await ada.Call("Say", "1", "chat", "known");
            await dana.Heard("known");
            last = dana.Last;
        }
        await ada.Call("Say", "2", "chat", "missed one");
        await ben.Call("Say", "3", "backchannel", "sealed");
        await ben.Call("Say", "4", "chat", "missed two");
        await using var back = await house.Enter(gathering, gathering.Dana, last);
        Assert.Null(back.Welcome!["view"]);
        var missed = back.Welcome["events"]!.AsArray().Where(one => (string?)one!["type"] == "said").Select(one => (string)one!["message"]!["text"]!);
        Assert.Equal(["missed one", "missed two"], missed);
        await ada.Call("Say", "5", "chat", "after");
        await back.Heard("after");
        Assert.Equal(["after"], back.Events.Where(one => (string?)one["type"] == "said").Select(one => (string)one["message"]!["text"]!));
        Assert.False(back.SawGap);
    }

    [Fact]
    public async Task Who_comes_back_in_another_role_gets_a_fresh_view()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await ben.Call("Say", "1", "backchannel", "before");
        long last;
        await using (var dana = await house.Enter(gathering, gathering.Dana)) last = dana.Last;
        await ada.Call("ChangeRole", gathering.Dana.Participant.ToString(), "speaker");
        await using var back = await house.Enter(gathering, gathering.Dana, last);
        Assert.Single(back.Welcome!["view"]!["backchannel"]!.AsArray());
    }

    [Fact]
    public async Task A_gap_is_filled_by_fetching()
    {
        var gathering = await house.Arrange();
        await using var ben = await house.Enter(gathering, gathering.Ben);
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await ben.Call("Say", "1", "chat", "one");
        await ben.Call("Say", "2", "backchannel", "sealed");
        await ben.Call("Say", "3", "chat", "two");
        await dana.Heard("two");
        var missed = await dana.Fetch(2);
        Assert.Contains("\"one\"", missed.Events, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", missed.Events, StringComparison.Ordinal);
        Assert.True(missed.Through >= 5);
        Assert.NotNull((await dana.Fetch(1_000_000)).View);
    }

    [Fact]
    public async Task Older_messages_come_fifty_at_a_time()
    {
        var gathering = await house.Arrange();
        await using var ben = await house.Enter(gathering, gathering.Ben);
        for (var i = 1; i <= 3; i++) await ben.Call("Say", $"{i}", "chat", $"message {i}");
        var older = (await ben.History("chat", 4)).Messages!;
        Assert.Contains("message 2", older, StringComparison.Ordinal);
        Assert.DoesNotContain("message 3", older, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removed_is_out_in_every_tab_and_not_back()
    {
        var gathering = await house.Arrange();
        await using var cy = await house.Enter(gathering, gathering.Cy);
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await using var secondTab = await house.Enter(gathering, gathering.Dana);
        Assert.Null((await cy.Call("Remove", gathering.Dana.Participant.ToString())).Problem);
        Assert.Equal("live.removed", await dana.Out);
        Assert.Equal("live.removed", await secondTab.Out);
        await dana.Closed;
        Assert.Equal("live.removed", await house.TryEnter(gathering, gathering.Dana));
        await cy.Event("removed");
    }

    [Fact]
    public async Task Revoked_on_the_register_is_out_and_not_back()
    {
        var gathering = await house.Arrange();
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await gathering.Change(db => db.Revoke(gathering.Dana.Invitation, gathering.Ada, null, LiveHouse.Now));
        house.Tell(gathering, gathering.Dana);
        Assert.Equal("invitation.revoked", await dana.Out);
        await dana.Closed;
        Assert.Equal("invitation.revoked", await house.TryEnter(gathering, gathering.Dana));
    }

    [Fact]
    public async Task Ended_is_over_for_everyone()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        await using var dana = await house.Enter(gathering, gathering.Dana);
        Assert.Equal("live.not-allowed", (await dana.Call("End")).Problem!.Code);
        await ada.Call("End");
        Assert.Equal("session.ended", await dana.Out);
        Assert.Equal("session.ended", await ada.Out);
        Assert.Equal("session.ended", await house.TryEnter(gathering, gathering.Dana));
    }

    [Fact]
    public async Task A_role_changed_on_the_register_takes_effect_in_the_room()
    {
        var gathering = await house.Arrange();
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await gathering.Change(db => db.Set<Invitation>().Where(one => one.Id == gathering.Dana.Invitation).ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, Role.Speaker)));
        house.Tell(gathering, gathering.Dana);
        Assert.NotNull((await dana.View())["backchannel"]);
    }

    [Fact]
    public async Task Somebody_with_two_tabs_leaves_with_the_second()
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering);
        var dana = await house.Enter(gathering, gathering.Dana);
        var secondTab = await house.Enter(gathering, gathering.Dana);
        await dana.DisposeAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel);
        Assert.DoesNotContain(ada.Events, one => (string?)one["type"] == "left");
        await secondTab.DisposeAsync();
        await ada.Event("left");
        Assert.Single(ada.Events, one => (string?)one["type"] == "entered");
    }

    [Fact]
    public async Task An_account_that_the_access_rule_lets_in_is_one_participant_however_often_it_connects()
    {
        var gathering = await house.Arrange(RoomAccess.Members);
        var gus = await gathering.AddAccount(Cast.Gus, LiveHouse.Now);
        var token = await gathering.TokenOf(gus, LiveHouse.Now);
        var tabs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LiveClient.Connect(house.Site.Address, token: token)));
        Assert.All(await Task.WhenAll(tabs.Select(tab => tab.Enter(gathering.Session))), Assert.Null);
        Assert.Single(tabs.Select(tab => (string?)tab.Welcome!["you"]!["participant"]).Distinct());
        Assert.Equal("viewer", (string?)tabs[0].Welcome!["you"]!["role"]);
        foreach (var tab in tabs) await tab.DisposeAsync();
    }

    [Fact]
    public async Task Nobody_else_comes_in()
    {
        var gathering = await house.Arrange();
        await using var stranger = await LiveClient.Connect(house.Site.Address);
        Assert.Equal("sign-in.needed", await stranger.Enter(gathering.Session));
        Assert.Equal("live.not-entered", (await stranger.Call("Say", "1", "chat", "Hello")).Problem!.Code);
        var gus = await gathering.TokenOf(await gathering.AddAccount(Cast.Gus, LiveHouse.Now), LiveHouse.Now);
        await using var other = await LiveClient.Connect(house.Site.Address, token: gus);
        Assert.Equal("live.not-admitted", await other.Enter(gathering.Session));
        var elsewhere = await house.Arrange();
        await using var lost = await LiveClient.Connect(house.Site.Address, gathering.Dana.Cookie);
        Assert.Equal("sign-in.needed", await lost.Enter(elsewhere.Session, gathering.Dana.Key));
    }

    [Fact]
    public async Task The_first_connection_keeps_the_devices_place_and_a_lapsed_one_is_refused()
    {
        var gathering = await house.Arrange();
        await using var dana = await house.Enter(gathering, gathering.Dana);
        await using var db = house.Site.Read();
        Assert.NotNull((await db.Set<DeviceBinding>().SingleAsync(one => one.Id == gathering.Dana.Device, Cancel)).ConnectedAt);
        await gathering.Change(write => write.Set<DeviceBinding>().Where(one => one.Id == gathering.Ben.Device).ExecuteUpdateAsync(set => set.SetProperty(one => one.LapsedAt, LiveHouse.Now)));
        Assert.Equal("invitation.binding-lapsed", await house.TryEnter(gathering, gathering.Ben));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Nonsense_is_refused_and_harms_nobody(bool messagePack)
    {
        var gathering = await house.Arrange();
        await using var ada = await house.EnterAda(gathering, messagePack);
        (string Method, object?[] Values)[] calls =
        [
            ("Say", [null, "chat", "Hello"]), ("Say", ["1", null, "Hello"]), ("Say", ["1", "chat", null]), ("Say", ["1", "1", "Hello"]), ("Ask", [null, null]),
            ("Answer", [null, "Hello"]), ("Publish", [null]), ("ChangeRole", [null, "viewer"]), ("ChangeRole", ["me", "viewer"]),
            ("ChangeRole", [gathering.Dana.Participant.ToString(), "4"]), ("Remove", [null]), ("Revoke", [""]),
        ];
        foreach (var (method, values) in calls) Assert.Equal("request.malformed", (await ada.Call(method, values)).Problem?.Code);
        Assert.Equal("request.malformed", (await ada.History("stage", 5)).Problem!.Code);
        Assert.Equal("request.malformed", await ada.EnterWith(gathering.Session, null));
        Assert.Null((await ada.Call("Say", "1", "chat", "\0 \ud83c \u202e fine")).Problem);
        await ada.Event("said");
    }

    [Fact]
    public async Task Writing_too_fast_meets_a_pause()
    {
        var gathering = await house.Arrange();
        await using var dana = await house.Enter(gathering, gathering.Dana);
        for (var i = 0; i < 10; i++) Assert.Null((await dana.Call("Say", $"{i}", "chat", "quick")).Problem);
        var refused = (await dana.Call("Say", "10", "chat", "too quick")).Problem!;
        Assert.Equal("live.too-fast", refused.Code);
        Assert.InRange(refused.RetryAfterSeconds!.Value, 0.1, 10);
    }
}
