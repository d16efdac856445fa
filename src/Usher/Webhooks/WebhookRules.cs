namespace Usher.Webhooks;

/// <summary>When what a webhook did not take is tried again.</summary>
public static class WebhookRules
{
    public const int Most = 50;

    /// <summary>After this long a delivery has failed; an admin can replay it.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(24);

    /// <summary>A receiver that has not answered by now is tried again later: it should answer first and work afterwards.</summary>
    public static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(15);

    /// <summary>For as long as one try may take, and then some, no other node delivers to the same webhook.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>How long the key before a new one still signs.</summary>
    public static readonly TimeSpan FormerSigns = TimeSpan.FromHours(24);

    /// <summary>How long what is settled stays in the delivery log.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int Gone = 410;

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(8),
    ];

    /// <param name="since">When the delivery began to be tried.</param>
    /// <param name="tries">How often it has been tried, at least once.</param>
    /// <param name="now">When the last try ended.</param>
    /// <returns>Null when it is not tried again.</returns>
    public static DateTimeOffset? NextTry(DateTimeOffset since, int tries, DateTimeOffset now)
    {
        var next = now + Waits[Math.Min(tries, Waits.Length) - 1];
        return next - since <= GiveUpAfter ? next : null;
    }

    /// <param name="status">Of the receiver's answer; null when there was none.</param>
    public static DeliveryState After(int? status, DateTimeOffset since, int tries, DateTimeOffset now) => status switch
    {
        >= 200 and < 300 => DeliveryState.Delivered,
        Gone => DeliveryState.Failed,
        _ => NextTry(since, tries, now) is null ? DeliveryState.Failed : DeliveryState.Waiting,
    };

    /// <summary>By 410 a receiver says that it wants no more: its webhook is turned off.</summary>
    public static bool TurnsOff(int? status) => status == Gone;
}
