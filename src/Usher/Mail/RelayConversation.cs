using System.Text;
using MailKit;

namespace Usher.Mail;

/// <summary>Writes down the end of a conversation with a relay, for an admin to read: without what was secret in it, and without the mail.</summary>
public sealed class RelayConversation : IProtocolLogger
{
    private const int MostLines = 40;
    private const int LongestLine = 300;
    private readonly Queue<string> lines = [];
    private bool inMail;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <summary>Its last lines; ours begin with <c>→</c> and the relay's with <c>←</c>.</summary>
    public IReadOnlyList<string> Lines => [.. lines];

    public void LogConnect(Uri uri) => Add($"· {uri.Host}:{uri.Port}");

    public void LogClient(byte[] buffer, int offset, int count)
    {
        var said = buffer.AsSpan(offset, count).ToArray();
        foreach (var secret in AuthenticationSecretDetector?.DetectSecrets(buffer, offset, count) ?? [])
            said.AsSpan(secret.StartIndex - offset, secret.Length).Fill((byte)'*');
        var text = Encoding.UTF8.GetString(said);
        if (inMail)
        {
            inMail = !text.EndsWith("\r\n.\r\n", StringComparison.Ordinal) && text != ".\r\n";
            return;
        }
        Add("→", text);
        if (!text.StartsWith("DATA", StringComparison.Ordinal)) return;
        inMail = true;
        Add("→ (the mail)");
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        // An answer to the mail itself ends it, whether or not its last line was seen on its own.
        var text = Encoding.UTF8.GetString(buffer, offset, count);
        inMail = inMail && text.StartsWith("354", StringComparison.Ordinal);
        Add("←", text);
    }

    public void Dispose()
    {
    }

    private void Add(string mark, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Add($"{mark} {line}");
    }

    private void Add(string line)
    {
        var tame = line.Tamed();
        lines.Enqueue(tame.Length <= LongestLine ? tame : tame[..LongestLine]);
        if (lines.Count > MostLines) lines.Dequeue();
    }
}
