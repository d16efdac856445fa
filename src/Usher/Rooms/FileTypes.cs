using Usher.Web;

namespace Usher.Rooms;

/// <summary>What a file is, by its first bytes: names and headers are the uploader's word.</summary>
public static class FileTypes
{
    /// <inheritdoc cref="Images.TypeOf"/>
    public static string? Image(ReadOnlySpan<byte> bytes) => Images.TypeOf(bytes);

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
