using System.Text.Json.Serialization;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>What somebody in the session wants done. Each decides by itself, on the state and the time alone: no I/O.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Say), "say")]
[JsonDerivedType(typeof(Ask), "ask")]
[JsonDerivedType(typeof(Answer), "answer")]
[JsonDerivedType(typeof(Publish), "publish")]
[JsonDerivedType(typeof(PublishAnswer), "publishAnswer")]
[JsonDerivedType(typeof(ChangeRole), "changeRole")]
[JsonDerivedType(typeof(Remove), "remove")]
[JsonDerivedType(typeof(Revoke), "revoke")]
[JsonDerivedType(typeof(End), "end")]
[JsonDerivedType(typeof(LockRoom), "lock")]
[JsonDerivedType(typeof(UnlockRoom), "unlock")]
[JsonDerivedType(typeof(Admit), "admit")]
[JsonDerivedType(typeof(AdmitAll), "admitAll")]
[JsonDerivedType(typeof(Decline), "decline")]
[JsonDerivedType(typeof(TellWaiting), "tellWaiting")]
public abstract record LiveCommand
{
    /// <summary>What the roles table is asked; null where the command asks it itself.</summary>
    internal abstract LiveAct Act { get; }

    /// <summary>Whom it is about, if it is about one person.</summary>
    internal virtual ParticipantId? About => null;

    /// <param name="by">Present, in a role that may do this.</param>
    internal abstract Decision Decide(LiveState state, Person by, DateTimeOffset now);
}

/// <summary>A command that writes text: limited in length and in how often a person may.</summary>
public abstract record WritingCommand(string Text) : LiveCommand
{
    /// <summary>Made by the client: the same id from the same person is the same act, however often it arrives. Null for what is known by its content.</summary>
    internal virtual string? ActId => null;
}

/// <summary>What a command comes to: an event, or the sequence of the event that it came to before, or a problem.</summary>
public readonly record struct Decision
{
    private Decision(LiveEvent? happens, long? already, Problem? problem) => (Happens, Already, Problem) = (happens, already, problem);

    public LiveEvent? Happens { get; }
    public long? Already { get; }
    public Problem? Problem { get; }

    public static Decision AlreadyAt(long sequence) => new(null, sequence, null);

#pragma warning disable CA2225 // the conversions are the point: a rule returns either, plainly
    public static implicit operator Decision(LiveEvent happens) => new(happens, null, null);

    public static implicit operator Decision(Problem problem) => new(null, null, problem);
#pragma warning restore CA2225
}
