namespace Usher.Data;

/// <summary>The time as Usher stores it: UTC, to the millisecond, the same on every database.</summary>
public static class Clock
{
    public static DateTimeOffset Now(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
