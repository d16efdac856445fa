using System.Text;

namespace Usher.Mail;

/// <summary>Takes as much text as a mail can sensibly have, and no more.</summary>
internal sealed class BoundedWriter() : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    /// <summary>Characters of one text.</summary>
    public const int Most = 400_000;

    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    public override void Write(StringBuilder? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    /// <exception cref="TemplateException">The text has grown too long.</exception>
    public static void Check(long length)
    {
        if (length > Most) throw new TemplateException("The text becomes too long.");
    }

    private void Check(int more) => Check((long)GetStringBuilder().Length + more);
}
