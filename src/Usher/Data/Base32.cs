namespace Usher.Data;

/// <summary>
/// Douglas Crockford's base 32: no padding, written in lower case, read in any case, with <c>o</c> as 0 and <c>i</c> and
/// <c>l</c> as 1, so that what is read aloud or copied by hand still arrives.
/// </summary>
public static class Base32
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>How many characters hold <paramref name="bytes"/> bytes.</summary>
    public static int LengthFor(int bytes) => (bytes * 8 + 4) / 5;

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[LengthFor(bytes.Length)];
        // The bits are right-aligned, as in a number: the first character holds what is left over.
        int at = text.Length, bits = 0;
        uint window = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            window |= (uint)bytes[i] << bits;
            for (bits += 8; bits >= 5; bits -= 5, window >>= 5) text[--at] = Digits[(int)(window & 31)];
        }
        if (at > 0) text[--at] = Digits[(int)(window & 31)];
        return new string(text);
    }

    /// <summary>False, with nothing to rely on in <paramref name="bytes"/>, unless the text is exactly that many bytes.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != LengthFor(bytes.Length)) return false;
        int at = bytes.Length, bits = 0;
        uint window = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (Digit(text[i]) is not { } digit) return false;
            window |= digit << bits;
            bits += 5;
            if (bits < 8 || at == 0) continue;
            bytes[--at] = (byte)window;
            (window, bits) = (window >> 8, bits - 8);
        }
        return at == 0 && window == 0;
    }

    private static uint? Digit(char c) => char.ToLowerInvariant(c) switch
    {
        'o' => 0,
        'i' or 'l' => 1,
        var lower when char.IsAscii(c) && Digits.IndexOf(lower, StringComparison.Ordinal) is var digit and >= 0 => (uint)digit,
        _ => null,
    };
}
