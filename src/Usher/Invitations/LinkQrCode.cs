using System.Globalization;
using System.Text;
using QRCoder;

namespace Usher.Invitations;

/// <summary>A link as a QR code, for a phone's camera: dark on light in every scheme, with the quiet zone that scanners need.</summary>
public static class LinkQrCode
{
    // Twice as many as it is shown in, for screens with two dots a pixel.
    private const int PixelsPerModule = 6;

    /// <summary>For mail programs, which show no SVG.</summary>
    public static byte[] Png(string link)
    {
        using var code = Code(link);
        using var picture = new PngByteQRCode(code);
        return picture.GetGraphic(PixelsPerModule);
    }

    /// <summary>How wide and high to show it, in CSS pixels: whole pixels a module, so that its edges stay sharp.</summary>
    public static int Side(string link)
    {
        using var code = Code(link);
        return code.ModuleMatrix.Count * PixelsPerModule / 2;
    }

    /// <summary>For pages: one path, no style and no script.</summary>
    /// <param name="link">The link.</param>
    /// <param name="label">What it is, for those who hear the page.</param>
    public static string Svg(string link, string label)
    {
        using var code = Code(link);
        var (rows, path) = (code.ModuleMatrix, new StringBuilder());
        for (var y = 0; y < rows.Count; y++)
            for (var x = 0; x < rows[y].Length; x++)
                if (rows[y][x]) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return $"""
            <svg class="qr" role="img" aria-label="{System.Net.WebUtility.HtmlEncode(label)}" viewBox="0 0 {rows.Count} {rows.Count}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path d="{path}" fill="#000"/></svg>
            """;
    }

    private static QRCodeData Code(string link)
    {
        using var maker = new QRCodeGenerator();
        return maker.CreateQrCode(link, QRCodeGenerator.ECCLevel.M);
    }
}
