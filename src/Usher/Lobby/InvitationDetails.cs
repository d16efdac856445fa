using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Lobby;

/// <summary>What the invitation page says of what somebody is invited to. Neither the invited address nor the invitee's name is in it: a preview would show them.</summary>
/// <param name="Language">The invitee's, a BCP 47 tag; null when the host did not say.</param>
/// <param name="Zone">The zone to say times in before the browser's is known: the invitee's, or the room's.</param>
public sealed record InvitationDetails(
    Room Room, Session? Session, string Host, Role Role, int MaxDevices, string Zone, IReadOnlyList<RoomSpeaker> Speakers, IReadOnlyList<RoomFile> Files,
    string? Language, DateTimeOffset? NewLinkAskedAt = null, DateTimeOffset? CannotComeAt = null);

internal static class InvitationDetailsQuery
{
    public static async Task<InvitationDetails> DetailsOf(this UsherDb db, EntryFacts facts)
    {
        var found = await db.Invitations.AsNoTracking().AsSplitQuery().Where(one => one.Id == facts.Id).Select(one => new
        {
            Room = one.Room!,
            Host = one.IssuedBy!,
            one.MaxDevices,
            one.TimeZone,
            one.NewLinkAskedAt,
            one.CannotComeAt,
            one.Language,
            Speakers = one.Room!.Speakers.OrderBy(speaker => speaker.Place).ToList(),
            Files = one.Room.Files.Where(file => file.Kind == RoomFileKind.Attachment).OrderBy(file => file.Id).ToList(),
        }).SingleAsync();
        var session = facts.SessionId is { } id ? await db.Sessions.AsNoTracking().SingleAsync(one => one.Id == id) : null;
        return new InvitationDetails(found.Room, session, found.Host.Name, facts.Role, found.MaxDevices, found.TimeZone ?? found.Room.TimeZone, found.Speakers, found.Files,
            found.Language, found.NewLinkAskedAt, found.CannotComeAt);
    }
}
