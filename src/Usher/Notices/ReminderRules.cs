namespace Usher.Notices;

/// <summary>When invitees are reminded of what they are invited to.</summary>
public static class ReminderRules
{
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);
    private static readonly TimeSpan AQuarterHour = TimeSpan.FromMinutes(15);

    /// <summary>How long before the start.</summary>
    public static TimeSpan Lead(ReminderKind kind) => kind switch
    {
        ReminderKind.Day => ADay,
        ReminderKind.QuarterHour => AQuarterHour,
    };

    /// <summary>Between which starts a session's reminder is due now: from when it is wanted until it would come too late to be one.</summary>
    public static (DateTimeOffset After, DateTimeOffset Until) Starts(ReminderKind kind, DateTimeOffset now) => kind switch
    {
        ReminderKind.Day => (now + (ADay / 2), now + ADay),
        ReminderKind.QuarterHour => (now, now + AQuarterHour),
    };

    /// <summary>
    /// Who heard of the session after this (by the invitation, or by this reminder before the start was moved) is not reminded: that
    /// is too fresh to be forgotten.
    /// </summary>
    public static DateTimeOffset FreshSince(ReminderKind kind, DateTimeOffset start) => start - (Lead(kind) * 1.5);
}
