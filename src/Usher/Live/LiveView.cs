using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Usher.Live;

/// <summary>A session as one participant may see it: what is not theirs to see is not in it.</summary>
/// <param name="Sequence">Of the last event that it shows the effect of.</param>
/// <param name="Backchannel">Null for those who are not backstage.</param>
public sealed record LiveView(
    long Sequence,
    ImmutableArray<ParticipantView> Participants,
    ImmutableList<Message> Chat,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableList<Message>? Backchannel,
    ImmutableArray<Question> Questions,
    LiveViewMore More)
{
    public static LiveView For(LiveState state, Person who) => new(
        state.Sequence,
        [.. state.People.Values.OrderBy(person => person.Id.Value).Select(person => new ParticipantView(person.Id, person.Name, person.Role, person.Present, person.Invited, person.Guest))],
        state.Chat.Last,
        who.Backstage ? state.Backchannel.Last : null,
        [.. state.Questions.Where(question => who.Backstage || question.Published || question.By == who.Id)],
        new(state.Chat.More, who.Backstage ? state.Backchannel.More : null));
}

/// <summary>Which panels have older messages than the view holds.</summary>
public sealed record LiveViewMore(bool Chat, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Backchannel);

/// <summary>A session as it stands, for somebody who is in it.</summary>
public sealed record Seen(LiveState State, Person Who)
{
    public LiveView View => LiveView.For(State, Who);
}
