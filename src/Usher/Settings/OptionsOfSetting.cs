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

    /// <summary>Whether nothing else is taken.</summary>
    public bool IsComplete { get; init; }

    internal static OptionsOfSetting Usual(Languages languages) => OfLanguages("language", languages);

    internal static OptionsOfSetting Offered(Languages languages) => OfLanguages("languages", languages);

    private static OptionsOfSetting OfLanguages(string name, Languages languages)
    {
        IReadOnlyList<SettingOption> all = [.. languages.All.Select(one => new SettingOption(one.Name, one.InOwnWords(), IsName: true))];
        return new("site", name, (_, _) => Task.FromResult(all)) { IsComplete = true };
    }

    internal static OptionsOfSetting AllowedUsers { get; } = new(
        "invitations", "allowedUsers", (_, _) => Task.FromResult<IReadOnlyList<SettingOption>>(
            [new("member", "Every account"), new("creator", "Who may make rooms"), new("admin", "Only admins"), new("", "Only who is named below")]));
}
