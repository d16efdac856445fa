using System.Text;

namespace Usher.Mail;

/// <summary>What came of handing a mail over, in the relay's own words.</summary>
public abstract record RelayAnswer(string Words)
{
    /// <summary>The relay has taken the mail.</summary>
    public sealed record Taken(string Words) : RelayAnswer(Words);

    /// <summary>Not this time: worth another try.</summary>
    public sealed record NotNow(string Words) : RelayAnswer(Words);

    /// <summary>There was no need to ask.</summary>
    public sealed record Needless(string Words) : RelayAnswer(Words);

    /// <summary>Never, however often we ask.</summary>
    public sealed record Refused(string Words) : RelayAnswer(Words);
}

/// <summary>Words that somebody else chose, made fit to be stored, logged and shown.</summary>
public static class ForeignWords
{
    /// <summary>As long as the columns that keep them.</summary>
    public const int Length = 500;

    /// <summary>On one line, without control characters (a relay must not write our log lines), and cut.</summary>
    public static string Tamed(this string words)
    {
        var line = new StringBuilder(Math.Min(words.Length, Length));
        foreach (var rune in words.EnumerateRunes())
        {
            var blank = Rune.IsControl(rune) || Rune.IsWhiteSpace(rune);
            if (blank && (line.Length == 0 || line[^1] == ' ')) continue;
            if (line.Length + rune.Utf16SequenceLength > Length) break;
            line.Append(blank ? " " : rune.ToString());
        }
        return line.ToString().TrimEnd();
    }
}
