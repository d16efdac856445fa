using System.Globalization;
using System.Linq.Expressions;
using System.Security.Cryptography;

namespace Usher.Invitations;

/// <summary>What is true of the newest code that a browser has asked for, as far as typing it goes.</summary>
public abstract record MailedCodeFacts(byte[] CodeHash, DateTimeOffset SentAt, int Tries, DateTimeOffset? UsedAt);

/// <summary>The same of one for an invitation.</summary>
public sealed record CodeFacts(EntryCodeId Id, byte[] CodeHash, DateTimeOffset SentAt, int Tries, DateTimeOffset? UsedAt)
    : MailedCodeFacts(CodeHash, SentAt, Tries, UsedAt);

/// <summary>What is to be said of a code that somebody typed, or did not.</summary>
public enum CodeVerdict
{
    /// <summary>None was typed.</summary>
    Needed,

    Right,
    Wrong,

    /// <summary>The one that was sent is used, too old, or was mistyped too often, or none was sent to this browser.</summary>
    Over,
}

/// <summary>The rules of mailed codes: six digits, ten minutes, five tries, one use, one browser.</summary>
public static class EntryCodeRules
{
    public const int Digits = 6;
    public const int MostTries = 5;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Asking again within this, as by a double click, sends nothing more.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(20);

    /// <summary>Codes within an hour: for one invitation, for one from one network, and from one network for whatever invitation.</summary>
    public const int MostForInvitation = 10;

    public const int MostForInvitationFromNetwork = 6;
    public const int MostFromNetwork = 300;
    public static readonly TimeSpan CountedFor = TimeSpan.FromHours(1);

    public static bool IsLive(MailedCodeFacts code, DateTimeOffset now) =>
        code is { UsedAt: null, Tries: < MostTries } && now < code.SentAt + Life;

    /// <summary><see cref="IsLive"/> as a condition for the database.</summary>
    public static Expression<Func<TCode, bool>> LiveAt<TCode>(DateTimeOffset now) where TCode : MailedCode
    {
        var sentAfter = now - Life;
        return code => code.UsedAt == null && code.Tries < MostTries && code.SentAt > sentAfter;
    }

    /// <param name="code">The newest for this browser and purpose; null if there is none.</param>
    /// <param name="shown"><see cref="AskingBrowser.HashOf"/> what was typed; null if nothing was.</param>
    /// <param name="now">When.</param>
    public static CodeVerdict Judge(MailedCodeFacts? code, byte[]? shown, DateTimeOffset now)
    {
        if (shown is null) return CodeVerdict.Needed;
        if (code is null || !IsLive(code, now)) return CodeVerdict.Over;
        return CryptographicOperations.FixedTimeEquals(code.CodeHash, shown) ? CodeVerdict.Right : CodeVerdict.Wrong;
    }

    /// <summary>Whether this is what a mailed code looks like, and no other short code.</summary>
    public static bool LooksLikeOne(string typed) => typed.Length <= 40 && typed.Count(char.IsLetterOrDigit) == Digits && Clean(typed).Length == Digits;

    /// <summary>The digits of what was typed, whatever script they are in and however they are set apart.</summary>
    public static string Clean(string typed) => string.Concat(typed.Take(40)
        .Where(char.IsDigit).Select(digit => CharUnicodeInfo.GetDecimalDigitValue(digit).ToString(CultureInfo.InvariantCulture)));
}
