using System.Collections.Immutable;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Forgetting people who have been erased, here and on the screens of those who are in.</summary>
internal sealed partial class NodeSession
{
    public void Forget(ImmutableArray<ParticipantId> people, string name)
    {
        var delivery = new Delivery();
        lock (gate)
        {
            state = state.Forgetting(people, name);
            foreach (var (who, theirs) in connections)
                if (state.Find(who) is { } person) delivery.Views.AddRange(theirs.Select(connection => (connection.Id, LiveView.For(state, person))));
        }
        delivery.Send(hub.Clients);
    }
}
