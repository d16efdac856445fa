using System.Text.Json;
using System.Text.Json.Nodes;

namespace Usher.Settings;

/// <summary>Which values settings take.</summary>
public static class SettingsRules
{
    /// <param name="held">The names that configuration fixes.</param>
    public static Problem? ErrorsOf(ModuleOfSettings module, JsonObject changes, IReadOnlyCollection<string> held)
    {
        var errors = new FieldErrors();
        foreach (var (name, value) in changes)
        {
            if (module.Find(name) is not { } setting) errors.Add(name, "There is no such setting.");
            else if (held.Contains(name)) errors.Add(name, "The site's configuration fixes this.");
            else Check(errors, setting, value, name);
        }
        return errors.Problem;
    }

    /// <summary>What is wrong with all of a module's values together, each of which is fine by itself.</summary>
    public static Problem? ErrorsOf(ModuleOfSettings module, JsonObject values)
    {
        var errors = new FieldErrors();
        try
        {
            if (values.Deserialize(module.Type, SettingsCatalogue.Json) is ISelfChecking settings) settings.Check(errors);
        }
        catch (JsonException fault)
        {
            errors.Add(fault.Path is ['$', '.', .. var path] ? path : module.Name, "This is no value of this setting's type.");
        }
        return errors.Problem;
    }

    private static void Check(FieldErrors errors, Setting setting, JsonNode? value, string name)
    {
        if (value is null)
        {
            errors.Require(setting.MayBeNone, name, "A value is needed.");
            return;
        }
        if (FaultOf(setting, value) is { } fault) errors.Add(name, fault);
        else if (setting.Kind is SettingKind.Group) CheckParts(errors, setting, value, name);
        else if (setting.Kind is SettingKind.Rows)
            foreach (var row in value.AsArray()) CheckParts(errors, setting, row!, name);
    }

    // A row's fault is told of the whole list: a row has no name of its own.
    private static void CheckParts(FieldErrors errors, Setting whole, JsonNode values, string name)
    {
        foreach (var part in whole.Parts)
            if (values.AsObject().TryGetPropertyValue(part.Name, out var value)) Check(errors, part, value, whole.Kind is SettingKind.Group ? $"{name}.{part.Name}" : name);
    }

    private static string? FaultOf(Setting setting, JsonNode value) => setting.Kind switch
    {
        SettingKind.Switch => Is<bool>(value) ? null : "On or off.",
        SettingKind.Number => IsWithin(setting.Range, value) ? null : "A whole number within the range is needed.",
        SettingKind.Choice => Is<string>(value) && (setting.Options.Count == 0 || setting.Options.Any(option => option.Value == value.GetValue<string>())) ? null : "Choose one of these.",
        SettingKind.Colour => Is<string>(value) && Colour.TryParse(value.GetValue<string>(), out _) ? null : "A colour is written as # and six hexadecimal digits.",
        SettingKind.Text => TextFault(setting, value, line: true),
        SettingKind.LongText => TextFault(setting, value, line: false),
        SettingKind.Image => TextFault(setting, value, line: true),
        SettingKind.Lines or SettingKind.Choices => ListFault(setting, value, element => Is<string>(element) && TextFault(setting, element!, line: true) is null),
        SettingKind.Rows => ListFault(setting, value, element => element is JsonObject),
        SettingKind.Group => value is JsonObject ? null : "This is no value of this setting's type.",
    };

    private static bool IsWithin(RangeAttribute? range, JsonNode value) => Is<int>(value) && (range is null
        || value.GetValue<int>() is var number && number >= range.Least && number <= range.Most && (number != 0 || range.Least >= 0));

    private static string? TextFault(Setting setting, JsonNode value, bool line)
    {
        if (!Is<string>(value)) return "This is no value of this setting's type.";
        var text = value.GetValue<string>();
        if (text.Length > setting.MaxLength) return "That is too long.";
        if (text.Any(letter => char.IsControl(letter) && (line || letter != '\n'))) return "There are characters in this that cannot be shown.";
        return setting.MayBeEmpty || !string.IsNullOrWhiteSpace(text) ? null : "A value is needed.";
    }

    private static string? ListFault(Setting setting, JsonNode value, Func<JsonNode?, bool> fits) => value switch
    {
        JsonArray list when list.Count > setting.Most => "There are too many of these.",
        JsonArray list => list.All(fits) ? null : "One of these is empty, too long, or cannot be read.",
        _ => "This is no value of this setting's type.",
    };

    private static bool Is<T>(JsonNode? value) => value is JsonValue one && one.TryGetValue<T>(out _);
}
