using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>What the page shows of a session around what happens in it.</summary>
/// <param name="StartedAt">When it opened to everyone; null if it has no start.</param>
public sealed record SessionCard(SessionId Id, RoomId Room, string Title, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, DateTimeOffset? StartedAt);

internal static class SessionCardQuery
{
    /// <summary>Null if there is no such session, or its room is gone.</summary>
    public static Task<SessionCard?> CardOf(this UsherDb db, SessionId id, CancellationToken cancel) =>
        db.Sessions.Where(session => session.Id == id && session.Room!.DeletedAt == null)
            .Select(session => new SessionCard(id, session.RoomId, session.Room!.Title, session.StartsAt, session.EndsAt, session.OpenedAt ?? session.StartsAt))
            .SingleOrDefaultAsync(cancel);
}
