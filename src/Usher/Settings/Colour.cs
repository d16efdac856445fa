using System.Globalization;

namespace Usher.Settings;

/// <summary>An sRGB colour, its parts from 0 to 1.</summary>
public readonly record struct Colour(double Red, double Green, double Blue)
{
    public static readonly Colour White = new(1, 1, 1);
    public static readonly Colour Black = new(0, 0, 0);

    /// <summary>Reads <c>#rrggbb</c>.</summary>
    public static bool TryParse(string? text, out Colour colour)
    {
        colour = default;
        if (text is not ['#', _, _, _, _, _, _] || !int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) return false;
        colour = new((number >> 16) / 255.0, (number >> 8 & 255) / 255.0, (number & 255) / 255.0);
        return true;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static Colour Parse(string text) => TryParse(text, out var colour) ? colour : throw new FormatException("Not a colour.");

    /// <summary>This with a share of another in it.</summary>
    public Colour Mixed(Colour other, double share) => new(
        Red + (other.Red - Red) * share, Green + (other.Green - Green) * share, Blue + (other.Blue - Blue) * share);

    /// <summary>WCAG 2.2's contrast ratio: 1 for none, 21 for black on white.</summary>
    public double Contrast(Colour other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Byte(Red):x2}{Byte(Green):x2}{Byte(Blue):x2}");

    private double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);

    private static int Byte(double part) => (int)Math.Round(part * 255);
}
