namespace Usher.Sessions;

/// <summary>When a session is. Without a start it is open from its making, without an end until somebody ends it.</summary>
public sealed record SessionTimes(DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, int EarlyEntryMinutes)
{
    public const int MostEarlyEntryMinutes = 24 * 60;

    /// <summary>The same times as storage keeps them: UTC, in whole milliseconds.</summary>
    public SessionTimes Stored() => this with { StartsAt = Stored(StartsAt), EndsAt = Stored(EndsAt) };

    public Problem? Check(DateTimeOffset now)
    {
        var errors = new FieldErrors();
        errors.Require(EndsAt is null || StartsAt is not null, "startsAt", "A session that ends at a set time also starts at one.");
        errors.Require(EndsAt is null || StartsAt is null || EndsAt > StartsAt, "endsAt", "A session ends after it starts.");
        errors.Require(EndsAt is null || EndsAt > now, "endsAt", "That end is already over.");
        errors.Require(EarlyEntryMinutes is >= 0 and <= MostEarlyEntryMinutes, "earlyEntryMinutes", "Early entry is from 0 to 1440 minutes.");
        return errors.Problem;
    }

    private static DateTimeOffset? Stored(DateTimeOffset? instant) =>
        instant is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds()) : null;
}
