namespace Usher.Mail;

/// <summary>When a mail that was not taken is tried again.</summary>
public static class RetryRules
{
    /// <summary>After this long in the outbox a mail has failed.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <summary>For as long as one try may take, and then some, no other node touches the mail.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>A relay that has not answered by now is not going to.</summary>
    public static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
    ];

    /// <param name="queuedAt">When the mail came into the outbox.</param>
    /// <param name="tries">How often it has been tried, at least once.</param>
    /// <param name="now">When the last try ended.</param>
    /// <returns>Null when it is not tried again.</returns>
    public static DateTimeOffset? NextTry(DateTimeOffset queuedAt, int tries, DateTimeOffset now)
    {
        var next = now + Waits[Math.Min(tries, Waits.Length) - 1];
        return next - queuedAt <= GiveUpAfter ? next : null;
    }
}
