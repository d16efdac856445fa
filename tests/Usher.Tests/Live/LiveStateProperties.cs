using CsCheck;
using Usher.Live;
using Usher.Sessions;
using static Usher.Tests.Live.Stage;

namespace Usher.Tests.Live;

/// <summary>What holds whatever people do, in whatever order.</summary>
public sealed class LiveStateProperties
{
    private static readonly ParticipantId[] People = [Ada, Cy, Ben, Dana, Elif];

    private static readonly Gen<ParticipantId> Someone = Gen.OneOfConst(People);
    private static readonly Gen<string> AnId = Gen.Int[1, 6].Select(number => $"{number}");
    private static readonly Gen<Role> SomeRole = Gen.OneOfConst(Role.Viewer, Role.Speaker, Role.Moderator);

    // A text names the panel it was written in, so that a leak can be told from the words alone.
    private static readonly Gen<LiveCommand> SomeCommand = Gen.OneOf<LiveCommand>(
        Gen.Select(AnId, AnId).Select((id, text) => (LiveCommand)new Say(id, Panel.Chat, $"open {text}")),
        Gen.Select(AnId, AnId).Select((id, text) => (LiveCommand)new Say(id, Panel.Backchannel, $"secret {text}")),
        AnId.Select(id => (LiveCommand)new Ask(id, $"question {id}")),
        Gen.Select(AnId, AnId).Select((id, text) => (LiveCommand)new Answer(id, $"answer {text}")),
        AnId.Select(id => (LiveCommand)new Publish(id)),
        Gen.Select(AnId, Gen.Long[1, 40]).Select((id, number) => (LiveCommand)new PublishAnswer(id, number)),
        Gen.Select(Someone, SomeRole).Select((who, role) => (LiveCommand)new ChangeRole(who, role)),
        Someone.Select(who => (LiveCommand)new Remove(who)));

    private static readonly Gen<(ParticipantId Who, LiveCommand Command, int Seconds)[]> Story =
        Gen.Select(Someone, SomeCommand, Gen.Int[0, 3]).Select((who, command, seconds) => (who, command, seconds)).Array[0, 60];

    [Fact]
    public void The_log_alone_gives_the_same_state() => Story.Sample(story =>
    {
        var stage = Play(story);
        var replayed = stage.Log.Select(happened => LiveJson.Read<LiveEvent>(LiveJson.Write(happened))).Aggregate(LiveState.Empty, (state, happened) => state.Apply(happened));
        Assert.Equal(LiveJson.Write(stage.State), LiveJson.Write(replayed));
        Assert.Equal(stage.Log.Count, replayed.Sequence);
    });

    [Fact]
    public void A_snapshot_and_the_rest_of_the_log_give_the_same_state() => Gen.Select(Story, Gen.Int[0, 60]).Sample((story, cut) =>
    {
        var stage = Play(story);
        cut = Math.Min(cut, stage.Log.Count);
        var before = stage.Log.Take(cut).Aggregate(LiveState.Empty, (state, happened) => state.Apply(happened));
        var resumed = stage.Log.Skip(cut).Aggregate(LiveJson.Read<LiveState>(LiveJson.Write(before)), (state, happened) => state.Apply(happened));
        Assert.Equal(Sorted(stage.State), Sorted(resumed));
    });

    [Fact]
    public void Nothing_of_the_backstage_reaches_a_Viewer() => Story.Sample(story =>
    {
        var stage = Play(story);
        foreach (var viewer in stage.State.People.Values.Where(person => person.Role is Role.Viewer))
        {
            Assert.DoesNotContain("secret", LiveJson.Write(stage.ViewOf(viewer.Id)), StringComparison.Ordinal);
            Assert.All(stage.ViewOf(viewer.Id).Questions, question => Assert.True(question.Published || question.By == viewer.Id));
            Assert.All(stage.ViewOf(viewer.Id).Questions.Where(question => question.By != viewer.Id), question => Assert.DoesNotContain(question.Answers, answer => answer.Private));
            foreach (var happened in stage.Log.Where(happened => happened.Audience.Includes(viewer.Id, Sight.Front)))
                Assert.False(happened is Said { Message.Panel: Panel.Backchannel } || happened is Asked asked && asked.Question.By != viewer.Id);
        }
    });

    [Fact]
    public void Whoever_watched_from_the_start_sees_what_a_newcomer_sees() => Story.Sample(story =>
    {
        // Dana stays a Viewer, and applies only the events that a Viewer is sent.
        var stage = Play([.. story.Where(step => (step.Command as ChangeRole)?.Participant != Dana && (step.Command as Remove)?.Participant != Dana)]);
        var watched = stage.Log.Where(happened => happened.Audience.Includes(Dana, Sight.Front)).Aggregate(LiveState.Empty, (state, happened) => state.Apply(happened));
        var (told, fresh) = (LiveView.For(watched, watched.Find(Dana)!), stage.ViewOf(Dana));
        Assert.Equal(LiveJson.Write(fresh with { Sequence = 0 }), LiveJson.Write(told with { Sequence = 0 }));
    });

    [Fact]
    public void Sent_twice_is_done_once() => Story.Sample(story =>
    {
        var (once, twice) = (Play(story), Full());
        foreach (var (who, command, seconds) in story)
        {
            twice.Now += TimeSpan.FromSeconds(seconds);
            twice.Do(who, command);
            twice.Do(who, command);
        }
        Assert.Equal(Sorted(once.State), Sorted(twice.State));
    });

    [Fact]
    public void Numbers_have_no_gaps() => Story.Sample(story =>
        Assert.Equal(Enumerable.Range(1, Play(story).Log.Count).Select(number => (long)number), Play(story).Log.Select(happened => happened.Sequence)));

    private static Stage Play((ParticipantId Who, LiveCommand Command, int Seconds)[] story)
    {
        var stage = Full();
        foreach (var (who, command, seconds) in story)
        {
            stage.Now += TimeSpan.FromSeconds(seconds);
            stage.Do(who, command);
        }
        return stage;
    }

    /// <summary>As JSON, with the people in order: a dictionary has none.</summary>
    private static string Sorted(LiveState state) =>
        LiveJson.Write(state with { People = [] }) + string.Concat(state.People.Values.OrderBy(person => person.Id.Value).Select(person => $"{person.Id} {person.Name} {person.Role} {person.Present} {string.Join(' ', person.Writings)}"));
}
