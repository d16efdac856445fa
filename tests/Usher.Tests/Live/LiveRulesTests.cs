using Usher.Live;
using Usher.Sessions;
using static Usher.Tests.Live.Stage;

namespace Usher.Tests.Live;

public sealed class LiveRulesTests
{
    public static TheoryData<string, LiveCommand, Role> LeastRoles => new()
    {
        { "chat", new Say("1", Panel.Chat, "Good evening"), Role.Viewer },
        { "backchannel", new Say("1", Panel.Backchannel, "Five minutes"), Role.Speaker },
        { "ask", new Ask("1", "Why three blades?"), Role.Viewer },
        { "answer", new Answer("q", "Because of the wobble."), Role.Speaker },
        { "publish", new Publish("q"), Role.Moderator },
        { "publish an answer", new PublishAnswer("q", 7), Role.Moderator },
        { "change a role", new ChangeRole(Elif, Role.Speaker), Role.Moderator },
        { "remove", new Remove(Elif), Role.Moderator },
        { "end", new End(), Role.Moderator },
        { "revoke", new Revoke(Elif), Role.Host },
    };

    [Theory, MemberData(nameof(LeastRoles))]
    public void Each_act_takes_its_role_and_no_less(string act, LiveCommand command, Role least)
    {
        Assert.NotEmpty(act);
        foreach (var (who, role) in new[] { (Dana, Role.Viewer), (Ben, Role.Speaker), (Cy, Role.Moderator), (Ada, Role.Host) })
        {
            var stage = Full();
            stage.Do(Elif, new Ask("q", "What about the birds?"));
            stage.Do(Ada, new Answer("q", "They are counted every spring."));
            Assert.Equal(role >= least ? null : LiveProblems.NotAllowed, stage.Do(who, command).Problem);
        }
    }

    [Fact]
    public void Nobody_acts_before_they_entered_or_after_they_left()
    {
        var stage = Full();
        Assert.Equal(LiveProblems.NotEntered, stage.Do(Id(77), new Say("1", Panel.Chat, "Hello")).Problem);
        stage.Happen(PresenceRules.Leave(stage.State, Dana, stage.Now, stage.Now));
        Assert.Equal(LiveProblems.NotEntered, stage.Do(Dana, new Say("1", Panel.Chat, "Hello")).Problem);
    }

    [Fact]
    public void Nobody_acts_after_the_end()
    {
        var stage = Full();
        stage.Do(Cy, new End());
        Assert.Equal(SessionProblems.Ended, stage.Do(Ada, new Say("1", Panel.Chat, "Hello")).Problem);
        Assert.Empty(stage.State.Present);
    }

    [Theory]
    [InlineData(Role.Speaker, true), InlineData(Role.Moderator, true), InlineData(Role.Viewer, true), InlineData(Role.Host, false), InlineData(Role.Guest, false)]
    public void A_Moderator_gives_roles_up_to_their_own(Role role, bool may) =>
        Assert.Equal(may ? null : LiveProblems.NotAllowed, Full().Do(Cy, new ChangeRole(Elif, role)).Problem);

    [Fact]
    public void Nobody_makes_a_Host_and_nobody_unmakes_one()
    {
        var stage = Full();
        Assert.Equal(LiveProblems.NotAllowed, stage.Do(Ada, new ChangeRole(Cy, Role.Host)).Problem);
        Assert.Equal(LiveProblems.NotAllowed, stage.Do(Cy, new ChangeRole(Ada, Role.Viewer)).Problem);
        Assert.Equal(LiveProblems.NotAllowed, stage.Do(Cy, new Remove(Ada)).Problem);
    }

    [Fact]
    public void Nobody_removes_themselves() => Assert.Equal(LiveProblems.NotAllowed, Full().Do(Cy, new Remove(Cy)).Problem);

    [Fact]
    public void Only_an_invitation_can_be_revoked()
    {
        var stage = Full();
        stage.Enter(Id(9), Cast.Gus, Role.Viewer, invited: false);
        Assert.Equal(LiveProblems.NotInvited, stage.Do(Ada, new Revoke(Id(9))).Problem);
    }

    [Theory]
    [InlineData("", "live.bad-id"), InlineData("an id that is longer than forty characters", "live.bad-id"), InlineData("fits", null)]
    public void An_id_has_its_limits(string id, string? problem) => Assert.Equal(problem, Full().Do(Dana, new Say(id, Panel.Chat, "Hello")).Problem?.Code);

    [Theory]
    [InlineData("", "live.no-text"), InlineData("  \n ", "live.no-text"), InlineData(" Hello ", null)]
    public void Text_is_trimmed_and_must_not_be_empty(string text, string? problem)
    {
        var stage = Full();
        Assert.Equal(problem, stage.Do(Dana, new Say("1", Panel.Chat, text)).Problem?.Code);
        Assert.All(stage.State.Chat.Last, message => Assert.Equal("Hello", message.Text));
    }

    [Fact]
    public void Text_has_four_thousand_characters_at_most()
    {
        var stage = Full();
        Assert.Null(stage.Do(Dana, new Say("1", Panel.Chat, new string('w', 4_000))).Problem);
        Assert.Equal(LiveProblems.TextTooLong, stage.Do(Dana, new Say("2", Panel.Chat, new string('w', 4_001))).Problem);
    }

    [Fact]
    public void The_same_id_from_the_same_person_is_the_same_act()
    {
        var stage = Full();
        var first = stage.Do(Dana, new Say("1", Panel.Chat, "Hello")).Happens!.Sequence;
        stage.Do(Elif, new Say("1", Panel.Chat, "Hello too"));
        Assert.Equal(first, stage.Do(Dana, new Say("1", Panel.Chat, "Hello")).Already);
        Assert.Equal(2, stage.State.Chat.Last.Count);
    }

    [Fact]
    public void What_was_acknowledged_is_acknowledged_again_however_fast_one_writes()
    {
        var stage = Full();
        for (var i = 0; i < LiveRules.MostTexts; i++) stage.Do(Dana, new Say($"{i}", Panel.Chat, "Hello"));
        Assert.NotNull(stage.Do(Dana, new Say("3", Panel.Chat, "Hello")).Already);
    }

    [Fact]
    public void Ten_texts_in_ten_seconds_and_then_a_pause()
    {
        var stage = Full();
        for (var i = 0; i < LiveRules.MostTexts; i++)
        {
            Assert.Null(stage.Do(Dana, i % 2 == 0 ? new Say($"{i}", Panel.Chat, "Hello") : new Ask($"{i}", "Why?")).Problem);
            stage.Now += TimeSpan.FromMilliseconds(500);
        }
        var refused = stage.Do(Dana, new Say("too many", Panel.Chat, "Hello")).Problem;
        Assert.Equal(LiveProblems.TooFast.Code, refused?.Code);
        Assert.Equal(TimeSpan.FromSeconds(5), refused?.RetryAfter);
        Assert.Null(stage.Do(Elif, new Say("mine", Panel.Chat, "Hello")).Problem);
        stage.Now += TimeSpan.FromSeconds(5);
        Assert.Null(stage.Do(Dana, new Say("later", Panel.Chat, "Hello")).Problem);
    }

    [Fact]
    public void A_question_is_its_askers_and_the_backstages_until_it_is_published()
    {
        var stage = Full();
        stage.Do(Dana, new Ask("q", "Why three blades?"));
        stage.Do(Ben, new Answer("q", "Because of the wobble."));
        Assert.All([Ada, Cy, Ben, Dana], who => Assert.Single(Assert.Single(stage.ViewOf(who).Questions).Answers));
        Assert.Empty(stage.ViewOf(Elif).Questions);
        Assert.All(stage.Log.Skip(5), happened => Assert.False(happened.Audience.Includes(Elif, Sight.Front)));

        stage.Do(Cy, new Publish("q"));
        stage.Do(Ben, new Answer("q", "And two look odd."));
        Assert.Equal("And two look odd.", Assert.Single(Assert.Single(stage.ViewOf(Elif).Questions).Answers).Text);
        Assert.All(stage.Log.TakeLast(2), happened => Assert.Equal(Audience.Everyone, happened.Audience));
    }

    [Fact]
    public void An_answer_given_in_private_stays_so_until_somebody_publishes_it()
    {
        var stage = Full();
        stage.Do(Dana, new Ask("q", "Why three blades?"));
        stage.Do(Ben, new Answer("q", "Between us: because of the wobble."));
        var number = stage.State.Sequence;
        stage.Do(Cy, new Publish("q"));
        Assert.Empty(Assert.Single(stage.ViewOf(Elif).Questions).Answers);
        Assert.All([Ada, Cy, Ben, Dana], who => Assert.True(Assert.Single(Assert.Single(stage.ViewOf(who).Questions).Answers).Private));
        Assert.DoesNotContain(stage.Log, happened => happened.Audience.Includes(Elif, Sight.Front) && LiveJson.Write(happened).Contains("Between us", StringComparison.Ordinal));

        stage.Do(Cy, new PublishAnswer("q", number));
        Assert.All([Ada, Cy, Ben, Dana, Elif], who => Assert.False(Assert.Single(Assert.Single(stage.ViewOf(who).Questions).Answers).Private));
        Assert.Equal(stage.State.Sequence, stage.Do(Cy, new PublishAnswer("q", number)).Already);
    }

    [Fact]
    public void What_was_published_by_an_earlier_version_stays_published()
    {
        // As its log says it: answers without a number, published along with their question.
        var (asker, answer) = (Dana, $$"""{"by":"{{Ben}}","name":"Ben","text":"Because.","at":5}""");
        string Question(bool published, string answers) =>
            $$"""{"sequence":1,"id":"q","by":"{{asker}}","name":"Dana","text":"Why?","at":1,"published":{{(published ? "true" : "false")}},"answers":[{{answers}}]}""";
        string[] log =
        [
            $$"""{"type":"asked","sequence":1,"at":1,"question":{{Question(published: false, "")}}}""",
            $$"""{"type":"answered","sequence":2,"at":5,"question":"q","answer":{{answer}},"asker":"{{asker}}"}""",
            $$"""{"type":"published","sequence":3,"at":6,"question":{{Question(published: true, answer)}}}""",
        ];
        var state = log.Select(LiveJson.Read<LiveEvent>).Aggregate(LiveState.Empty, (now, happened) => now.Apply(happened));
        Assert.False(Assert.Single(Assert.Single(state.Questions).Answers).Private);
    }

    [Fact]
    public void A_questions_id_is_the_sessions()
    {
        var stage = Full();
        stage.Do(Dana, new Ask("q", "Why three blades?"));
        Assert.Equal(LiveProblems.IdTaken, stage.Do(Elif, new Ask("q", "Why not four?")).Problem);
        Assert.Equal(LiveProblems.UnknownQuestion, stage.Do(Ben, new Answer("p", "Because.")).Problem);
        Assert.Equal(LiveProblems.UnknownQuestion, stage.Do(Cy, new Publish("p")).Problem);
    }

    [Fact]
    public void Doing_what_is_done_changes_nothing()
    {
        var stage = Full();
        stage.Do(Dana, new Ask("q", "Why three blades?"));
        LiveCommand[] again = [new Answer("q", "Because."), new Publish("q"), new ChangeRole(Elif, Role.Speaker), new Remove(Elif)];
        foreach (var command in again)
        {
            Assert.NotNull(stage.Do(Ada, command).Happens);
            Assert.Equal(stage.State.Sequence, stage.Do(Ada, command).Already);
        }
    }

    [Fact]
    public void Newcomers_get_the_last_hundred_messages_and_know_that_there_are_more()
    {
        var stage = Full();
        for (var i = 0; i < 130; i++)
        {
            stage.Do(Dana, new Say($"{i}", Panel.Chat, $"Message {i}"));
            stage.Now += TimeSpan.FromSeconds(1);
        }
        var view = stage.ViewOf(Elif);
        Assert.Equal((100, "Message 30", true), (view.Chat!.Count, view.Chat![0].Text, view.More.Chat));
        Assert.False(stage.ViewOf(Ben).More.Backchannel);
    }

    [Fact]
    public void A_change_of_role_opens_and_closes_the_backchannel()
    {
        var stage = Full();
        stage.Do(Ben, new Say("1", Panel.Backchannel, "Five minutes"));
        Assert.Null(stage.ViewOf(Dana).Backchannel);
        stage.Do(Cy, new ChangeRole(Dana, Role.Speaker));
        Assert.Single(stage.ViewOf(Dana).Backchannel!);
        stage.Do(Cy, new ChangeRole(Dana, Role.Viewer));
        Assert.Null(stage.ViewOf(Dana).Backchannel);
    }

    [Fact]
    public void Another_connection_of_somebody_who_is_in_is_no_event()
    {
        var stage = Full();
        var before = stage.State.Sequence;
        stage.Enter(Dana, Cast.Dana, Role.Viewer);
        Assert.Equal(before, stage.State.Sequence);
    }

    [Fact]
    public void Who_comes_back_with_another_role_is_seen_to_have_changed()
    {
        var stage = Full();
        stage.Happen(PresenceRules.Leave(stage.State, Dana, stage.Now, stage.Now));
        stage.Enter(Dana, Cast.Dana, Role.Speaker);
        Assert.IsType<RoleChanged>(stage.Log[^2]);
        Assert.IsType<Entered>(stage.Log[^1]);
    }
}
