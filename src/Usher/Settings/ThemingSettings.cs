using System.ComponentModel;

namespace Usher.Settings;

/// <summary>A link at the foot of the site's pages.</summary>
public sealed record FooterLink
{
    [Shown("Words", MaxLength = 60)]
    public required string Text { get; init; }

    [Shown("Address", MaxLength = 500)]
    public required string Url { get; init; }
}

/// <summary>The module "Theming".</summary>
public sealed record ThemingSettings : ICheckedSettings
{
    public const string UsualDay = "#552a83";
    public const string UsualNight = "#c3a6f5";

    [Shown("Site name", MaxLength = 60), Description("At the top of every page, in titles and in mails.")]
    public string SiteName { get; init; } = "Usher";

    [Shown("Logo", As = SettingKind.Image, MaxLength = 64), Description("At the top of every page, in place of the name. A PNG, JPEG, GIF, WebP or AVIF image of up to 256 KB, shown 32 pixels high.")]
    public string? Logo { get; init; }

    [Shown("Colour by day", As = SettingKind.Colour), Description("Of buttons and links on light pages. It must be readable on every ground: 4.5 to 1 or more.")]
    public string PrimaryLight { get; init; } = UsualDay;

    [Shown("Colour by night", As = SettingKind.Colour), Description("The same on dark pages.")]
    public string PrimaryDark { get; init; } = UsualNight;

    [Shown("Links at the foot", Most = 8), Description("Such as an imprint, a privacy statement or a help page. Empty rows are left out.")]
    public IReadOnlyList<FooterLink> FooterLinks { get; init; } = [];

    [Shown("Room media pages"), Description("The page on which Invite users stands; off takes that item out of its menu.")]
    public bool MediaPage { get; init; } = true;

    public void Check(FieldErrors errors)
    {
        if (Colour.TryParse(PrimaryLight, out var day))
            errors.Require(ThemeRules.DayContrast(day) >= ThemeRules.LeastContrast, "primaryLight", "This colour is too faint to be read on light pages. Choose a darker one.");
        if (Colour.TryParse(PrimaryDark, out var night))
            errors.Require(ThemeRules.NightContrast(night) >= ThemeRules.LeastContrast, "primaryDark", "This colour is too faint to be read on dark pages. Choose a lighter one.");
        errors.Require(FooterLinks.All(link => IsAddress(link.Url)), "footerLinks", "Each address starts with https://, http://, mailto: or, on this site, with one slash.");
    }

    // On this system a path is an absolute address of a file too, so it is asked for first.
    private static bool IsAddress(string url) => url is ['/', ..]
        ? url is not ['/', '/' or '\\', ..]
        : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "mailto";
}
