using Usher.Live;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>A session in memory with the cast in it, for tests of what is decided there.</summary>
internal sealed class Stage
{
    public static readonly DateTimeOffset Start = new(2026, 11, 26, 16, 0, 0, TimeSpan.Zero);

    public static readonly ParticipantId Ada = Id(1), Cy = Id(2), Ben = Id(3), Dana = Id(4), Elif = Id(5);

    public LiveState State { get; private set; } = LiveState.Empty;
    public DateTimeOffset Now { get; set; } = Start;
    public List<LiveEvent> Log { get; } = [];

    /// <summary>Ada (Host), Cy (Moderator), Ben (Speaker) and the Viewers Dana and Elif are in; all but Ada came by invitation.</summary>
    public static Stage Full()
    {
        var stage = new Stage();
        stage.Enter(Ada, Cast.Ada, Role.Host, invited: false);
        stage.Enter(Cy, Cast.Cy, Role.Moderator);
        stage.Enter(Ben, Cast.Ben, Role.Speaker);
        stage.Enter(Dana, Cast.Dana, Role.Viewer);
        stage.Enter(Elif, Cast.Elif, Role.Viewer);
        return stage;
    }

    public static ParticipantId Id(byte number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, number]));

    public void Enter(ParticipantId who, Usher.Demo.Person person, Role role, bool invited = true)
    {
        foreach (var happens in PresenceRules.Arrive(State, who, new(person.Name, role, invited, Until: null), Now)) Happen(happens);
    }

    public Decision Do(ParticipantId who, LiveCommand command)
    {
        var decision = LiveRules.Decide(State, command, who, Now);
        Happen(decision.Happens);
        return decision;
    }

    public void Happen(LiveEvent? happens)
    {
        if (happens is null) return;
        Log.Add(happens);
        State = State.Apply(happens);
    }

    public LiveView ViewOf(ParticipantId who) => LiveView.For(State, State.Find(who)!);
}
