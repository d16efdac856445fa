namespace Usher.Sessions;

/// <summary>A person admitted to a session: one row a person, however many devices and connections they have.</summary>
public sealed class Participant
{
    public required ParticipantId Id { get; init; }
    public required SessionId SessionId { get; init; }
    public Session? Session { get; init; }

    /// <summary>The invitation they came by; their role is its role.</summary>
    public InvitationId? InvitationId { get; init; }

    /// <summary>The account they came by; their role is its standing on the room, or <see cref="AssignedRole"/>.</summary>
    public AccountId? AccountId { get; init; }

    /// <summary>The guest of a guest link that they are; their role is Guest, or <see cref="AssignedRole"/>.</summary>
    public GuestId? GuestId { get; init; }

    public required string FirstName { get; init; }
    public required string LastName { get; init; }

    /// <summary>For guests and those admitted by the room's access rule: the role that somebody in the session gave them, for this session.</summary>
    public Role? AssignedRole { get; set; }

    public required DateTimeOffset AdmittedAt { get; init; }

    /// <summary>When a Moderator or Host removed them; they do not come back to this session.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

    public string Name => $"{FirstName} {LastName}".Trim();
}
