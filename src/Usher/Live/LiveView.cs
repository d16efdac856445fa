using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Usher.Live;

/// <summary>A session as one participant may see it: what is not theirs to see is not in it.</summary>
/// <param name="Sequence">Of the last event that it shows the effect of.</param>
/// <param name="Chat">Null for guests where the site gives them no part in it.</param>
/// <param name="Waiting">Null for those who are neither Moderator nor Host; so is what was written to those who wait.</param>
/// <param name="Backchannel">Null for those who are not backstage.</param>
public sealed record LiveView(
    long Sequence,
    ImmutableArray<ParticipantView> Participants,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableList<Message>? Chat,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableList<Message>? Backchannel,
    ImmutableArray<Question> Questions,
    LiveViewMore More,
    bool Locked,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableList<Waiter>? Waiting,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableList<WaitingWord>? WaitingWords)
{
    public static LiveView For(LiveState state, Person who) => For(state, who, who.Sight(state.GuestsChat));

    private static LiveView For(LiveState state, Person who, Sight sight) => new(
        state.Sequence,
        [.. state.People.Values.OrderBy(person => person.Id.Value).Select(person => new ParticipantView(person.Id, person.Name, person.Role, person.Present, person.Invited, person.Guest))],
        sight >= Sight.Front ? state.Chat.Last : null,
        who.Backstage ? state.Backchannel.Last : null,
        [
            .. state.Questions.Where(question => who.Backstage || question.Published || question.By == who.Id)
                .Select(question => who.Backstage || question.By == who.Id ? question : question.ForEveryone),
        ],
        new(sight >= Sight.Front && state.Chat.More, who.Backstage ? state.Backchannel.More : null),
        state.Locked,
        sight is Sight.Desk ? state.Waiting : null,
        sight is Sight.Desk ? state.WaitingWords : null);
}

/// <summary>Which panels have older messages than the view holds.</summary>
public sealed record LiveViewMore(bool Chat, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Backchannel);

/// <summary>A session as it stands, for somebody who is in it.</summary>
public sealed record Seen(LiveState State, Person Who)
{
    public LiveView View => LiveView.For(State, Who);
}

/// <summary>What came of entering: they are in, or they wait outside. One of the two is null.</summary>
public sealed record Entry(Seen? Seen, WaitingView? Waiting);
