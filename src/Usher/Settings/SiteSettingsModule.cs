using System.ComponentModel;
using Usher.Accounts;
using Usher.Web;

namespace Usher.Settings;

/// <summary>The module "Site".</summary>
public sealed record SiteSettingsModule : ISelfChecking
{
    public const int NoticeLength = 2000;

    [Shown("Usual language", As = SettingKind.Choice), Description("Of whoever has chosen none, was not invited in one, and whose browser asks for none of those on offer.")]
    public string Language { get; init; } = "en";

    [Shown("Languages on offer", As = SettingKind.Choices, MaxLength = 35), Description("What people can choose from, and hosts for whom they invite. Without a tick, all of them.")]
    public IReadOnlyList<string> Languages { get; init; } = [];

    [Shown("Time zone", As = SettingKind.Choice), Description("That of a new room, until its maker chooses another.")]
    public string TimeZone { get; init; } = "UTC";

    [Shown("Privacy notice for invitees", As = SettingKind.LongText, MaxLength = NoticeLength, MayBeEmpty = true)]
    [Description("At the foot of every invitation page, after the sentence that says who gave the address and why. Plain text; a blank line parts paragraphs.")]
    public string PrivacyNotice { get; init; } = "";

    [Shown("Audit lines are kept", Unit = "days"), Description("Older ones are deleted; -1 keeps them for good."), Range(-1, 36_500)]
    public int AuditDays { get; init; } = 730;

    [Shown("Invitations are kept", Unit = "days")]
    [Description("Counted from when they are over. Then they are deleted, or made nameless where attendance refers to them; so is what guests said of themselves. 0 keeps them as long as their room is there.")]
    [Range(0, 36_500)]
    public int KeepInvitations { get; init; } = 365;

    [Shown("Messages are kept", Unit = "days")]
    [Description("Counted from the end of their session: chat, backchannel, questions and all else that its log tells. 0 keeps them as long as their room is there.")]
    [Range(0, 36_500)]
    public int KeepMessages { get; init; } = 365;

    [Shown("Contact"), Description("Whom people can turn to who are refused; shown to them.")]
    public SiteContact Contact { get; init; } = new();

    public void Check(FieldErrors errors)
    {
        errors.Require(Languages.Count == 0 || Languages.Contains(Language, StringComparer.OrdinalIgnoreCase), "language", "Choose one of those on offer.");
        errors.Require(TimeZones.Find(TimeZone) is not null, "timeZone", "Choose one of these.");
        if (Contact.Email.Length > 0) errors.RequireAddress(Contact.Email, "contact.email");
        errors.Require(Contact.Url.Length == 0 || SiteContact.IsUrl(Contact.Url), "contact.url", "Give an address that starts with https://.");
    }
}

/// <summary>Whom to turn to. What is empty is not shown.</summary>
public sealed record SiteContact
{
    [Shown("Name", MaxLength = 100), Description("A person's, or a desk's.")]
    public string Name { get; init; } = "";

    [Shown("Email address", MaxLength = 320)]
    public string Email { get; init; } = "";

    [Shown("Page"), Description("With more ways to ask; https.")]
    public string Url { get; init; } = "";

    public bool IsEmpty => Name.Length + Email.Length + Url.Length == 0;

    // It becomes a link on pages: nothing that runs, and nothing unencrypted.
    internal static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https";
}
