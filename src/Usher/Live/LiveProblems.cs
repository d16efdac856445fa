using Usher.GuestLinks;
using Usher.Invitations;

namespace Usher.Live;

/// <summary>Refusals in a live session.</summary>
public static class LiveProblems
{
    public static readonly Problem NotEntered = new("live.not-entered", 409, "Enter the session first.");
    public static readonly Problem NotAllowed = new("live.not-allowed", 403, "Your role in this session does not allow this.");
    public static readonly Problem BadId = new("live.bad-id", 400, "An id has from 1 to 40 characters.");
    public static readonly Problem IdTaken = new("live.id-taken", 409, "This id is in use. Choose another.");
    public static readonly Problem NoText = new("live.no-text", 422, "Write something first.");
    public static readonly Problem TextTooLong = new("live.text-too-long", 422, "That is too long: 4,000 characters at most.");
    public static readonly Problem TooFast = new("live.too-fast", 429, "You are writing very fast. Wait a moment.");
    public static readonly Problem UnknownQuestion = new("live.unknown-question", 404, "There is no such question.");
    public static readonly Problem UnknownAnswer = new("live.unknown-answer", 404, "There is no such answer.");
    public static readonly Problem UnknownPerson = new("live.unknown-person", 404, "This person is not in the session.");
    public static readonly Problem NotInvited = new("live.not-invited", 409, "This person did not come by an invitation.");
    public static readonly Problem RoleByStanding = new("role.by-standing", 409, "This role comes from a standing on the room. Change it under Collaborators.");
    public static readonly Problem NotAdmitted = new("live.not-admitted", 403, "You are not invited to this session, and its room is not open to you.");
    public static readonly Problem Removed = new("live.removed", 403, "You were removed from this session.");
    public static readonly Problem GuestLapsed = new("live.guest-lapsed", 403, "This device's place was given up because it never connected. Open your guest link again.");
    public static readonly Problem NotWaiting = new("live.not-waiting", 404, "This person is not waiting.");
    public static readonly Problem NotLocked = new("live.not-locked", 409, "The room is not locked, so nobody waits.");
    public static readonly Problem Declined = new("live.declined", 403, "The hosts cannot let you in just now. Thank you for having waited.");
    public static readonly Problem TooLate = new("live.too-late", 408, "The connection was closed because nobody entered by it.");
    public static readonly Problem Unavailable = new("live.unavailable", 503, "The session is being picked up again. Try in a moment.");

    /// <summary>What somebody who is put out is told.</summary>
    /// <param name="reason">Why they are.</param>
    /// <param name="guest">Whether they came by a guest link.</param>
    /// <param name="invited">Whether they came by an invitation.</param>
    internal static Problem Why(RemovalReason reason, bool guest, bool invited) => reason switch
    {
        RemovalReason.Removed => Removed,
        RemovalReason.Revoked => guest ? GuestLinkProblems.Off : invited ? InvitationProblems.Revoked : NotAdmitted,
        RemovalReason.Expired => InvitationProblems.Expired,
    };
}
