namespace Usher.Rooms;

/// <summary>What a file is, by its first bytes: names and headers are the uploader's word.</summary>
public static class FileTypes
{
    private static readonly HashSet<string> Avif = ["avif", "avis"];

    /// <summary>The type of an image that any browser shows and that cannot hold script; null for all else (SVG can).</summary>
    public static string? Image(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', var a, var b, var c, var d, ..]
            when Avif.Contains(string.Create(4, (a, b, c, d), (name, brand) =>
                (name[0], name[1], name[2], name[3]) = ((char)brand.a, (char)brand.b, (char)brand.c, (char)brand.d))) => "image/avif",
        _ => null,
    };

    /// <summary>A name that every file system takes and that says nothing of the folders it came from.</summary>
    public static string SafeName(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Normalize();
        // Directional overrides make "gpj.exe" read as "exe.jpg".
        var kept = new string([.. last.Where(c => !char.IsControl(c) && !IsFormat(c) && !"<>:\"|?*".Contains(c, StringComparison.Ordinal))]).Trim().Trim('.');
        return kept.Length == 0 ? "file" : Shortened(kept);
    }

    private static bool IsFormat(char c) => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format;

    private static string Shortened(string name)
    {
        const int most = 120;
        if (name.Length <= most) return name;
        var extension = Path.GetExtension(name) is { Length: <= 10 } short_ ? short_ : "";
        return name[..(most - extension.Length)].TrimEnd() + extension;
    }
}
