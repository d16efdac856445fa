using System.Text.RegularExpressions;

namespace Usher.Mail;

/// <summary>Finds the line in which a template stops being one; the parser itself says only what is wrong.</summary>
internal static partial class LiquidFaultLine
{
    private const string NeverClosed = "never closed";

    /// <param name="source">The template, with a fault in it.</param>
    /// <param name="fault">The parser's complaint about a text; null when it has none.</param>
    public static int In(string source, Func<string, string?> fault)
    {
        var tags = Tag().Matches(source);
        if (fault(source)?.Contains(NeverClosed, StringComparison.OrdinalIgnoreCase) == true) return LineOf(source, OpenAtEnd(tags) ?? source.Length);
        // Up to the faulty tag a text is fine, but for what it has not closed yet; from there on it never is.
        var (fine, faulty) = (0, tags.Count + 1);
        while (faulty - fine > 1)
        {
            var middle = (fine + faulty) / 2;
            var complaint = fault(source[..End(tags[middle - 1])]);
            if (complaint is null || complaint.Contains(NeverClosed, StringComparison.OrdinalIgnoreCase)) fine = middle;
            else faulty = middle;
        }
        if (faulty <= tags.Count) return LineOf(source, tags[faulty - 1].Index);
        // Every whole tag is fine: something after the last was begun and not ended.
        var rest = tags.Count == 0 ? 0 : End(tags[^1]);
        var begun = source.IndexOfAny(['{'], rest);
        return LineOf(source, begun < 0 ? rest : begun);
    }

    private static int? OpenAtEnd(MatchCollection tags)
    {
        var open = new Stack<(string Name, int At)>();
        foreach (Match tag in tags)
        {
            var name = tag.Groups["name"].Value;
            if (name is "if" or "unless" or "for" or "case" or "capture" or "comment" or "raw" or "tablerow") open.Push((name, tag.Index));
            else if (open.Count > 0 && name == $"end{open.Peek().Name}") open.Pop();
        }
        return open.Count == 0 ? null : open.Peek().At;
    }

    private static int End(Match tag) => tag.Index + tag.Length;

    private static int LineOf(string source, int at) => 1 + source.AsSpan(0, Math.Min(at, source.Length)).Count('\n');

    [GeneratedRegex(@"\{%-?\s*(?<name>\w*)[\s\S]*?%\}|\{\{[\s\S]*?\}\}", RegexOptions.None, Patterns.Patience)]
    private static partial Regex Tag();
}
