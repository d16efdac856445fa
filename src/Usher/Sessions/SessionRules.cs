using System.Linq.Expressions;

namespace Usher.Sessions;

/// <summary>All that decides whether a session is open. Instants are UTC.</summary>
/// <param name="StartsAt">Null: open from its making.</param>
/// <param name="EndsAt">Null: open until somebody ends it.</param>
/// <param name="OpenedAt">When a host opened it ahead of its start.</param>
public sealed record SessionFacts(
    DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int EarlyEntryMinutes,
    DateTimeOffset? OpenedAt, DateTimeOffset? EndedAt, DateTimeOffset? CancelledAt, DateTimeOffset? RoomDeletedAt);

/// <summary>Where a session stands for somebody at a moment.</summary>
public enum SessionPhase
{
    NotYet,
    Open,
    Ended,

    /// <summary>Cancelled, or its room deleted.</summary>
    Gone,
}

/// <summary>Whether a session is open follows from its facts and the server's clock, never from a flag that a timer must set.</summary>
public static class SessionRules
{
    /// <summary>How long a session may run over its end before it counts as ended.</summary>
    public static readonly TimeSpan Overrun = TimeSpan.FromMinutes(60);

    /// <summary>How long before it opens a session is told as about to open: by the warm light.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromMinutes(15);

    public static bool OpensSoon(DateTimeOffset opens, DateTimeOffset now) => opens - now <= Soon;

    /// <summary>Who is let in ahead of the start, to prepare.</summary>
    public static bool EntersEarly(this Role role) => role >= Role.Speaker;

    /// <summary>From when this role is let in; null: from its making.</summary>
    public static DateTimeOffset? OpensAt(SessionFacts facts, Role role)
    {
        if (facts.StartsAt is not { } start) return null;
        var opens = role.EntersEarly() ? start.AddMinutes(-facts.EarlyEntryMinutes) : start;
        return facts.OpenedAt < opens ? facts.OpenedAt : opens;
    }

    public static SessionPhase Phase(SessionFacts facts, Role role, DateTimeOffset now)
    {
        if (facts.CancelledAt is not null || facts.RoomDeletedAt is not null) return SessionPhase.Gone;
        if (facts.EndedAt is not null || now - Overrun >= facts.EndsAt) return SessionPhase.Ended;
        return now < OpensAt(facts, role) ? SessionPhase.NotYet : SessionPhase.Open;
    }

    /// <summary><see cref="Phase"/> is <see cref="SessionPhase.Open"/>, as a condition for the database: to repeat it in the WHERE of what follows from it.</summary>
    /// <param name="early">Whether the role <see cref="EntersEarly"/>.</param>
    public static Expression<Func<Session, bool>> OpenFor(DateTimeOffset now, bool early)
    {
        var ended = now - Overrun;
        return session =>
            session.CancelledAt == null && session.Room!.DeletedAt == null
            && session.EndedAt == null && (session.EndsAt == null || session.EndsAt > ended)
            && (session.StartsAt == null || session.StartsAt <= now || session.OpenedAt <= now || (early && session.EarlyFrom <= now));
    }

    /// <summary>Not over and not gone: open now or to come, for whomever.</summary>
    public static Expression<Func<Session, bool>> Upcoming(DateTimeOffset now)
    {
        var ended = now - Overrun;
        return session =>
            session.CancelledAt == null && session.Room!.DeletedAt == null
            && session.EndedAt == null && (session.EndsAt == null || session.EndsAt > ended);
    }

    /// <summary>Over or gone since before an instant, for whomever: nothing brings it back.</summary>
    public static Expression<Func<Session, bool>> OverBefore(DateTimeOffset instant)
    {
        var ended = instant - Overrun;
        return session => session.CancelledAt < instant || session.EndedAt < instant || session.EndsAt < ended || session.Room!.DeletedAt < instant;
    }

    /// <summary>Of one room's sessions: the running one (of several, that which began last), or else the next; null when all are over.</summary>
    public static Session? RunningOrNext(IEnumerable<Session> sessions, DateTimeOffset now)
    {
        var phases = sessions.ToLookup(session => Phase(session.Facts(), Role.Viewer, now));
        return phases[SessionPhase.Open].MaxBy(session => session.StartsAt ?? DateTimeOffset.MinValue)
            ?? phases[SessionPhase.NotYet].MinBy(session => session.StartsAt);
    }
}
