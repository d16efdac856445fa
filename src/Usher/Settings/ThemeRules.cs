namespace Usher.Settings;

/// <summary>The colours that follow from the one that an admin chose.</summary>
/// <param name="Lift">Of a button under the pointer.</param>
/// <param name="On">Of words on it.</param>
/// <param name="Soft">Of a quiet ground beside it.</param>
public sealed record Tones(Colour Primary, Colour Lift, Colour On, Colour Soft);

/// <summary>Which colours the site may take: those that everybody can read (WCAG 2.2 §1.4.3, AA).</summary>
public static class ThemeRules
{
    public const double LeastContrast = 4.5;
    private const double Tint = 0.09;

    /// <summary>What stands in web/shared/tokens.css: the page, cards and wells, by day and by night. A test holds the two together.</summary>
    public static IReadOnlyList<Colour> DayGrounds { get; } = [Colour.Parse("#faf8f5"), Colour.Parse("#ffffff"), Colour.Parse("#f1ede7")];

    public static IReadOnlyList<Colour> NightGrounds { get; } = [Colour.Parse("#14111c"), Colour.Parse("#1d1928"), Colour.Parse("#120f19")];

    public static Tones Day(Colour primary) => Of(primary, DayGrounds[1], lift: 0.1);

    public static Tones Night(Colour primary) => Of(primary, NightGrounds[1], lift: 0.27);

    /// <summary>The least contrast in which the colour will be read: as words on every ground, and under words as a button.</summary>
    public static double Contrast(Tones tones, IReadOnlyList<Colour> grounds) =>
        grounds.Append(tones.Soft).Select(tones.Primary.Contrast).Append(tones.On.Contrast(tones.Primary)).Append(tones.On.Contrast(tones.Lift)).Min();

    public static double DayContrast(Colour primary) => Contrast(Day(primary), DayGrounds);

    public static double NightContrast(Colour primary) => Contrast(Night(primary), NightGrounds);

    private static Tones Of(Colour primary, Colour surface, double lift)
    {
        var on = Colour.White.Contrast(primary) >= LeastContrast ? Colour.White : Colour.Black;
        var lighter = primary.Mixed(Colour.White, lift);
        // A button must stay readable under the pointer; where lighter would not be, it goes darker.
        var lifted = on.Contrast(lighter) >= LeastContrast ? lighter : primary.Mixed(Colour.Black, lift);
        return new(primary, lifted, on, surface.Mixed(primary, Tint));
    }
}
