using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;

namespace Usher.Lobby;

/// <summary>Everything that a media page shows somebody.</summary>
/// <param name="Description">HTML, safe to put in the page.</param>
/// <param name="Session">The running or next one.</param>
/// <param name="Later">The sessions after it.</param>
/// <param name="ManagesGuests">Whether they look after guest links here.</param>
/// <param name="Invitations">Null for those who may not manage them.</param>
public sealed record MediaPageView(
    FoundRoom Found, string Owner, string Description, IReadOnlyList<NamedSpeaker> Speakers, IReadOnlyList<FileView> Files,
    Session? Session, IReadOnlyList<Session> Later, MediaPageAction Action, bool MayInvite, bool ManagesGuests, InvitationCounts? Invitations, DateTimeOffset Now)
{
    public Room Room => Found.Room;

    public FileView? Poster => Files.FirstOrDefault(file => file.Kind is RoomFileKind.Poster);

    public IEnumerable<FileView> Attachments => Files.Where(file => file.Kind is RoomFileKind.Attachment);

    public bool Live => Session is not null && SessionRules.Phase(Session.Facts(), Role.Viewer, Now) is SessionPhase.Open;
}

/// <summary>Reads media pages, in a fixed number of queries.</summary>
public sealed class ReadMediaPage(UsherDb db, SiteSettings settings, Markdown markdown, TimeProvider time)
{
    private const int MostLater = 10;

    public async Task<Outcome<MediaPageView>> For(RoomId id, SignedIn? who, CancellationToken cancel)
    {
        var found = await db.FindRoom(id, who, cancel);
        if (found.Problem is { } problem) return problem;
        var now = time.Now();
        var (room, standing) = found.Value;
        var upcoming = await db.Sessions.AsNoTracking().Where(session => session.RoomId == id).Where(SessionRules.Upcoming(now))
            .OrderBy(session => session.StartsAt).Take(MostLater + 1).ToListAsync(cancel);
        var session = SessionRules.RunningOrNext(upcoming, now);
        var site = await settings.Invitations();
        var allowed = who is not null && await db.SiteAllowsToInvite(site, found.Value, who);
        var manages = who is not null && InvitationRules.Manages(standing, allowed);
        var mayInvite = who is not null && InvitationRules.MayInvite(
            InvitePreconditions.Of(site, await settings.Theming(), room.ChatAndCollaboration, standing, allowed)) is null;
        return new MediaPageView(
            found.Value, await Owner(id, cancel), markdown.Description(room), await db.SpeakersOf(id, cancel), await db.FilesOf(id, cancel),
            session, [.. upcoming.Where(other => other != session)], MediaPageRules.Action(session?.Facts(), standing, who is not null, now, found.Value.Course),
            mayInvite, manages && site.GuestAccess, manages ? await db.InvitationCountsOf(id, cancel) : null, now);
    }

    private async Task<string> Owner(RoomId room, CancellationToken cancel)
    {
        var owner = await db.Collaborators.Where(collaborator => collaborator.RoomId == room && collaborator.Standing == Standing.Owner)
            .Select(collaborator => new { collaborator.Account!.FirstName, collaborator.Account.LastName }).FirstAsync(cancel);
        return $"{owner.FirstName} {owner.LastName}";
    }
}
