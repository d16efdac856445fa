namespace Usher.Accounts;

/// <summary>
/// How often a password may be tried. By far the most tries are one network's at one account, and are paused there alone: whoever
/// guesses at somebody's account from elsewhere does not keep its owner out.
/// </summary>
public static class SignInRules
{
    /// <summary>Failures that one network has free, at whatever accounts; one comes back every <see cref="TryComesBackAfter"/>.</summary>
    public const int NetworkTries = 30;

    public static readonly TimeSpan TryComesBackAfter = TimeSpan.FromMinutes(1);

    private const int FreeTries = 5;
    private const int FreeTriesOfStrangers = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestPauseOfStrangers = TimeSpan.FromMinutes(15);

    /// <summary>The pause of one network at one account after this many tries without a success: none for four, then a minute, doubling up to an hour.</summary>
    public static TimeSpan? PauseAfter(int tries) => Pause(tries - FreeTries, LongestPause);

    /// <summary>
    /// The pause of all networks from which nobody ever signed in to the account, after this many tries without a success from anywhere:
    /// a botnet has as many networks as it likes. None for nineteen, then a minute, doubling up to a quarter of an hour.
    /// </summary>
    public static TimeSpan? PauseOfStrangersAfter(int tries) => Pause(tries - FreeTriesOfStrangers, LongestPauseOfStrangers);

    /// <summary>What is left of a network's failures at this instant, and from when the next one comes back.</summary>
    public static (int Count, DateTimeOffset Since) Left(int count, DateTimeOffset since, DateTimeOffset now)
    {
        var back = (long)((now - since) / TryComesBackAfter);
        return back <= 0 ? (count, since) : back >= count ? (0, now) : (count - (int)back, since + (back * TryComesBackAfter));
    }

    private static TimeSpan? Pause(int beyond, TimeSpan longest)
    {
        if (beyond < 0) return null;
        var pause = FirstPause * (1 << Math.Min(beyond, 6));
        return pause < longest ? pause : longest;
    }
}
