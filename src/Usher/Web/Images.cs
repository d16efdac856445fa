namespace Usher.Web;

/// <summary>Images by their first bytes: names and headers are the uploader's word.</summary>
public static class Images
{
    private static readonly HashSet<string> Avif = ["avif", "avis"];

    /// <summary>The type of an image that any browser shows and that cannot hold script; null for all else (SVG can).</summary>
    public static string? TypeOf(ReadOnlySpan<byte> bytes) => bytes switch
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
}
