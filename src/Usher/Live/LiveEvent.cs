using System.Text.Json.Serialization;

namespace Usher.Live;

/// <summary>
/// What has happened in a session. Its JSON in the log is its JSON on the wire, so an event carries nothing that its
/// <see cref="Audience"/> may not see. Events are never changed once released: what they say must be understood for ever.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Entered), "entered")]
[JsonDerivedType(typeof(Left), "left")]
[JsonDerivedType(typeof(RoleChanged), "roleChanged")]
[JsonDerivedType(typeof(Removed), "removed")]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Asked), "asked")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Published), "published")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Locked), "locked")]
[JsonDerivedType(typeof(Unlocked), "unlocked")]
[JsonDerivedType(typeof(Waits), "waits")]
[JsonDerivedType(typeof(Admitted), "admitted")]
[JsonDerivedType(typeof(AdmittedAll), "admittedAll")]
[JsonDerivedType(typeof(Declined), "declined")]
[JsonDerivedType(typeof(WaitsNoMore), "waitsNoMore")]
[JsonDerivedType(typeof(ToldWaiting), "toldWaiting")]
[JsonDerivedType(typeof(GuestsChatChanged), "guestsChatChanged")]
public abstract record LiveEvent
{
    /// <summary>From 1, without gaps, in the order in which things happened.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    [JsonIgnore]
    public virtual Audience Audience => Audience.Everyone;

    /// <summary>The state after this; <see cref="LiveState.Apply"/> numbers it.</summary>
    internal abstract LiveState ApplyTo(LiveState state);
}
