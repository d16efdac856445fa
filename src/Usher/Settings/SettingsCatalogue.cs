using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Usher.Settings;

/// <summary>A module of the settings: a record, whose properties are the settings and whose initial values are the defaults.</summary>
/// <param name="Name">In the API and in addresses.</param>
/// <param name="Title">In English, as is <paramref name="About"/>: also the keys of their translations.</param>
public sealed record ModuleOfSettings(string Name, string Title, string About, Type Type)
{
    public IReadOnlyList<Setting> Settings { get; } = SettingsOf(Type);

    public Setting? Find(string name) => Settings.FirstOrDefault(setting => setting.Name == name);

    private static IReadOnlyList<Setting> SettingsOf(Type type)
    {
        var standard = SettingsCatalogue.Write(Activator.CreateInstance(type)!, type);
        return [.. type.GetProperties().Where(property => property.CanWrite).Select(property => Setting.Of(property, standard[Setting.Camel(property.Name)]?.DeepClone()))];
    }
}

/// <summary>Every setting there is. A new property of a module's record is in it, on its page and in the API, by being there.</summary>
public static class SettingsCatalogue
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
    };

    public static IReadOnlyList<ModuleOfSettings> Modules { get; } =
    [
        new("invitations", "Invitations", "Who may invite, how long links live, and on how many devices.", typeof(InvitationSettings)),
        new("theming", "Theming", "The site's name and colours, on every page at once.", typeof(ThemingSettings)),
        new("site", "Site", "Languages, the time zone of new rooms, and what invitees are told about their data.", typeof(SiteSettingsModule)),
    ];

    /// <summary>Null if there is no such module.</summary>
    public static ModuleOfSettings? Find(string name) => Modules.FirstOrDefault(module => module.Name == name);

    internal static JsonObject Write(object values, Type type) => JsonSerializer.SerializeToNode(values, type, Json)!.AsObject();
}
