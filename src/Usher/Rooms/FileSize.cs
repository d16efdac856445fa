using System.Globalization;

namespace Usher.Rooms;

/// <summary>Sizes of files as people read them.</summary>
public static class FileSize
{
    private const double Kilo = 1000;

    /// <summary>Such as "1.2 MB", in the reader's digits.</summary>
    /// <param name="bytes">How many.</param>
    public static string Words(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.CurrentCulture, $"{bytes / Kilo:0} kB"),
        _ => string.Create(CultureInfo.CurrentCulture, $"{bytes / Kilo / Kilo:0.#} MB"),
    };
}
