using System.ComponentModel;
using Usher.Web;

namespace Usher.Settings;

/// <summary>The module "Site".</summary>
public sealed record GeneralSettings : ICheckedSettings
{
    public const int NoticeLength = 2000;

    [Shown("Time zone", As = SettingKind.Choice), Description("That of a new room, until its maker chooses another.")]
    public string TimeZone { get; init; } = "UTC";

    [Shown("Privacy notice for invitees", As = SettingKind.LongText, MaxLength = NoticeLength, MayBeEmpty = true)]
    [Description("At the foot of every invitation page, after the sentence that says who gave the address and why. Plain text; a blank line parts paragraphs.")]
    public string PrivacyNotice { get; init; } = "";

    [Shown("Audit lines are kept", Unit = "days"), Description("Older ones are deleted; 0 cannot be chosen, -1 keeps them for good."), Range(-1, 36_500)]
    public int AuditDays { get; init; } = 730;

    public void Check(FieldErrors errors) => errors.Require(TimeZones.Find(TimeZone) is not null, "timeZone", "Choose one of these.");
}
