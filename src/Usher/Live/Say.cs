using Usher.Sessions;

namespace Usher.Live;

/// <summary>Where messages are written.</summary>
public enum Panel
{
    /// <summary>Open to all.</summary>
    Chat,

    /// <summary>For Speakers, Moderators and Hosts.</summary>
    Backchannel,
}

/// <summary>Something said in a panel, with the name and role that its writer had then.</summary>
public sealed record Message(long Sequence, string Id, Panel Panel, ParticipantId By, string Name, Role Role, string Text, DateTimeOffset At);

/// <summary>Write in a panel.</summary>
public sealed record Say(string Id, Panel Panel, string Text) : WritingCommand(Text)
{
    internal override string ActId => Id;

    internal override LiveAct Act => Panel.Act();

    internal override Decision Decide(LiveState state, Person by, DateTimeOffset now)
    {
        var sequence = state.Sequence + 1;
        return new Said(new(sequence, Id, Panel, by.Id, by.Name, by.Role, Text, now)) { Sequence = sequence, At = now };
    }
}

/// <summary>Somebody wrote in a panel.</summary>
public sealed record Said(Message Message) : LiveEvent
{
    public override Audience Audience => Message.Panel is Panel.Backchannel ? new(Backstage: true) : Audience.Chat;

    internal override LiveState ApplyTo(LiveState state) => (Message.Panel switch
    {
        Panel.Chat => state with { Chat = state.Chat.Add(Message) },
        Panel.Backchannel => state with { Backchannel = state.Backchannel.Add(Message) },
    }).Noting(Message.By, new(Message.Id, Sequence, At));
}

/// <summary>What it takes to read and write in a panel.</summary>
public static class Panels
{
    public static LiveAct Act(this Panel panel) => panel switch
    {
        Panel.Chat => LiveAct.Chat,
        Panel.Backchannel => LiveAct.Backchannel,
    };
}
