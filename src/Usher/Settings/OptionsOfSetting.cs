using Usher.Data;
using Usher.Web;

namespace Usher.Settings;

/// <summary>
/// What there is to choose for a setting whose choices are not fixed in code. A capability that has such registers one; without
/// it the setting is a field to write in.
/// </summary>
/// <param name="Read">With "none" first, where that is a choice: an option with an empty value.</param>
public sealed record OptionsOfSetting(string Module, string Name, Func<UsherDb, CancellationToken, Task<IReadOnlyList<SettingOption>>> Read)
{
    internal static OptionsOfSetting TimeZone { get; } = new(
        "site", "timeZone", (_, _) => Task.FromResult<IReadOnlyList<SettingOption>>([.. TimeZones.Names.Select(name => new SettingOption(name, name.Replace('_', ' '), IsName: true))]));

    internal static OptionsOfSetting InviteEmailTemplate { get; } = new(
        "invitations", "inviteEmailTemplate", (_, _) => Task.FromResult<IReadOnlyList<SettingOption>>(
            [new("", "None: mails are not offered"), new(InvitationSettings.BuiltInTemplate, "The built-in one")]));
}
