using Usher.Sessions;

namespace Usher.Live;

/// <summary>The connections on this node of those who wait to be let in. They are in no group: what they get is written for each of them here.</summary>
internal sealed class WaitingConnections
{
    private readonly Dictionary<ParticipantId, Place> people = [];

    public IReadOnlyCollection<ParticipantId> People => people.Keys;

    public bool IsEmpty => people.Count == 0;

    public void Add(LiveConnection connection, WaitingView shown)
    {
        if (!people.TryGetValue(connection.Who, out var place)) people[connection.Who] = place = new();
        place.Connections.Add(connection);
        place.Shown = LiveJson.Write(shown);
    }

    public void Drop(LiveConnection connection)
    {
        if (people.TryGetValue(connection.Who, out var place) && place.Connections.Remove(connection) && place.Connections.Count == 0) people.Remove(connection.Who);
    }

    /// <summary>What an event means for those outside.</summary>
    /// <param name="before">The state before it.</param>
    public void Follow(LiveState before, LiveEvent happened, Delivery delivery)
    {
        switch (happened)
        {
            case Admitted admitted:
                LetIn(admitted.Participant, delivery);
                break;
            case AdmittedAll or Unlocked:
                foreach (var who in people.Keys.ToList()) LetIn(who, delivery);
                break;
            case Declined declined:
                TurnAway(declined.Participant, LiveProblems.Declined, delivery);
                break;
            case WaitsNoMore { Reason: { } reason } gone:
                var waiter = before.Waiting.Find(one => one.Id == gone.Participant);
                TurnAway(gone.Participant, LiveProblems.Why(reason, waiter is { Guest: true }, invited: true), delivery);
                break;
            case WaitsNoMore gone:
                // Gone by the authority's book, and here all the same: they ask anew.
                LetIn(gone.Participant, delivery);
                break;
            case Ended:
                foreach (var who in people.Keys.ToList()) TurnAway(who, SessionProblems.Ended, delivery);
                break;
        }
    }

    /// <summary>They need not wait any more.</summary>
    private void LetIn(ParticipantId who, Delivery delivery)
    {
        if (people.Remove(who, out var place)) delivery.Again.AddRange(place.Connections);
    }

    private void TurnAway(ParticipantId who, Problem why, Delivery delivery)
    {
        if (people.Remove(who, out var place)) delivery.Out.AddRange(place.Connections.Select(connection => (connection, why)));
    }

    /// <summary>To each whose place in the queue has changed, or who was written to.</summary>
    public void Tell(LiveState state, Delivery delivery)
    {
        foreach (var (who, place) in people)
        {
            if (!state.IsWaiting(who)) continue;
            var json = LiveJson.Write(WaitingView.For(state, who));
            if (json == place.Shown) continue;
            place.Shown = json;
            delivery.Waits.AddRange(place.Connections.Select(connection => (connection.Id, json)));
        }
    }

    private sealed class Place
    {
        public List<LiveConnection> Connections { get; } = [];
        public string Shown { get; set; } = "";
    }
}
