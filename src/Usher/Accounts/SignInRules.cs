namespace Usher.Accounts;

/// <summary>How often a password may be tried.</summary>
public static class SignInRules
{
    private const int FreeTries = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>The pause that follows this many tries without a success: none for four, then a minute, doubling up to an hour.</summary>
    public static TimeSpan? PauseAfter(int tries)
    {
        if (tries < FreeTries) return null;
        var doublings = Math.Min(tries - FreeTries, 6);
        var pause = FirstPause * (1 << doublings);
        return pause < LongestPause ? pause : LongestPause;
    }
}
