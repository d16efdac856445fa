using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Usher.Settings;

/// <summary>How a setting is shown and filled in.</summary>
public enum SettingKind
{
    Switch,
    Number,
    Choice,
    Text,
    LongText,

    /// <summary>Several, one per line.</summary>
    Lines,

    /// <summary>Any of those there are to choose from; none of them means all.</summary>
    Choices,

    /// <summary>Several of a few parts each, a row for each.</summary>
    Rows,

    /// <summary>A few that belong together.</summary>
    Group,

    /// <summary><c>#rrggbb</c>.</summary>
    Colour,

    /// <summary>The name of an image that was uploaded.</summary>
    Image,
}

/// <summary>What people call a setting, and what the type of its property does not say of it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShownAttribute(string label) : Attribute
{
    /// <summary>In English: also the key of its translations.</summary>
    public string Label { get; } = label;

    /// <summary>What its numbers count, such as <c>minutes</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>The most characters of a text, or of one line.</summary>
    public int MaxLength { get; init; } = Setting.UsualLength;

    /// <summary>The most lines or rows.</summary>
    public int Most { get; init; } = 100;

    /// <summary>A text that may be left empty, as may one that is empty by default.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>What the type does not tell: <see cref="SettingKind.Choice"/>, <see cref="SettingKind.Choices"/>, <see cref="SettingKind.LongText"/>, <see cref="SettingKind.Colour"/> or <see cref="SettingKind.Image"/>.</summary>
    public SettingKind As { get; init; } = SettingKind.Text;

    /// <summary>The path of the section of the administration that has what it names.</summary>
    public string? Section { get; init; }
}

/// <summary>The least and the most that a numeric setting takes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(int least, int most) : Attribute
{
    public int Least { get; } = least;
    public int Most { get; } = most;
}

/// <summary>One of the values that a setting may have.</summary>
/// <param name="Value">As the API has it; empty for none.</param>
/// <param name="Label">In English: also the key of its translations, unless <paramref name="IsName"/>.</param>
/// <param name="IsName">A name that is the same in every language.</param>
public sealed record SettingOption(string Value, string Label, bool IsName = false);

/// <summary>One setting, as its property and the attributes on it describe it.</summary>
/// <param name="Name">In the API.</param>
/// <param name="Label">In English, as is <paramref name="Help"/>: also the keys of their translations.</param>
/// <param name="Default">Its value as long as nobody has changed it.</param>
/// <param name="MayBeNone">Whether null is one of its values.</param>
/// <param name="Parts">Of a group, or of each row.</param>
public sealed record Setting(
    string Name, string Label, string Help, SettingKind Kind, string? Unit, JsonNode? Default, RangeAttribute? Range, int MaxLength, int Most,
    bool MayBeNone, bool MayBeEmpty, IReadOnlyList<SettingOption> Options, IReadOnlyList<Setting> Parts)
{
    public const int UsualLength = 500;

    /// <summary>The path of the section of the administration that has what it names; null where there is none.</summary>
    public string? Section { get; init; }

    internal static Setting Of(PropertyInfo property, JsonNode? standard)
    {
        var shown = property.GetCustomAttribute<ShownAttribute>();
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var kind = KindOf(type, shown);
        var mayBeNone = new NullabilityInfoContext().Create(property).WriteState is NullabilityState.Nullable;
        var parts = kind is SettingKind.Group ? type : kind is SettingKind.Rows ? ElementOf(type) : null;
        return new(
            Camel(property.Name), shown?.Label ?? InWords(property.Name), property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "", kind,
            shown?.Unit, standard, property.GetCustomAttribute<RangeAttribute>(), shown?.MaxLength ?? UsualLength, shown?.Most ?? 100,
            mayBeNone, shown?.MayBeEmpty is true || standard is JsonValue usual && usual.TryGetValue<string>(out var text) && text.Length == 0,
            type.IsEnum ? OptionsOf(type, mayBeNone) : [], parts is null ? [] : PartsOf(parts, kind is SettingKind.Group ? standard : null))
        { Section = shown?.Section };
    }

    internal static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The type of what a list holds; null for what is no list.</summary>
    internal static Type? ElementOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? type.GetGenericArguments()[0] : null;

    private static SettingKind KindOf(Type type, ShownAttribute? shown) => type switch
    {
        _ when type == typeof(bool) => SettingKind.Switch,
        _ when type == typeof(int) => SettingKind.Number,
        { IsEnum: true } => SettingKind.Choice,
        _ when type == typeof(string) => shown?.As ?? SettingKind.Text,
        _ when ElementOf(type) is { } element => element.IsClass && element != typeof(string) ? SettingKind.Rows : shown?.As is SettingKind.Choices ? SettingKind.Choices : SettingKind.Lines,
        { IsClass: true } => SettingKind.Group,
        _ => SettingKind.Text,
    };

    private static IReadOnlyList<Setting> PartsOf(Type type, JsonNode? standard) =>
        [.. type.GetProperties().Where(part => part.CanWrite).Select(part => Of(part, (standard as JsonObject)?[Camel(part.Name)]?.DeepClone()))];

    private static IReadOnlyList<SettingOption> OptionsOf(Type type, bool mayBeNone) =>
    [
        .. mayBeNone ? [new SettingOption("", "None")] : Array.Empty<SettingOption>(),
        .. Enum.GetNames(type).Select(name => new SettingOption(
            Camel(name), type.GetField(name)!.GetCustomAttribute<DescriptionAttribute>()?.Description ?? InWords(name))),
    ];

    /// <summary>What is called <c>LinkLifetimeMax</c> in code is "Link lifetime max" to people, until somebody says it better.</summary>
    private static string InWords(string name) =>
        string.Concat(name.Select((letter, place) => place > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
