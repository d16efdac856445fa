using System.Globalization;
using System.Text.Json.Nodes;

namespace Usher.Settings;

/// <summary>A module's settings as a form sends them.</summary>
internal static class SettingsForm
{
    /// <summary>What it holds, but for what cannot be changed there. What cannot be read is passed on as it is, to be refused by name.</summary>
    public static JsonObject Read(IFormCollection sent, IEnumerable<Setting> settings)
    {
        var values = new JsonObject();
        foreach (var setting in settings.Where(setting => setting.Kind is not SettingKind.Image)) values[setting.Name] = Value(sent, setting, setting.Name);
        return values;
    }

    private static JsonNode? Value(IFormCollection sent, Setting setting, string name) => setting.Kind switch
    {
        SettingKind.Switch => sent.ContainsKey(name),
        SettingKind.Number => Number(setting, sent[name].ToString().Trim()),
        SettingKind.Choice or SettingKind.Text or SettingKind.Image => Text(setting, sent[name].ToString().Trim()),
        SettingKind.Colour => sent[name].ToString().Trim().ToLowerInvariant(),
        SettingKind.LongText => Text(setting, sent[name].ToString().ReplaceLineEndings("\n").Trim()),
        SettingKind.Lines => new JsonArray([.. Lines(sent[name].ToString()).Select(line => (JsonNode)line)]),
        SettingKind.Choices => new JsonArray([.. sent[name].Select(choice => (JsonNode?)choice)]),
        SettingKind.Rows => Rows(sent, setting, name),
        SettingKind.Group => Group(sent, setting, name),
    };

    private static JsonNode? Number(Setting setting, string text)
    {
        if (text.Length == 0 && setting.MayBeNone) return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text;
    }

    private static JsonNode? Text(Setting setting, string text) => text.Length == 0 && setting.MayBeNone ? null : text;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonArray Rows(IFormCollection sent, Setting setting, string name)
    {
        var columns = setting.Parts.Select(part => (part.Name, Values: sent[$"{name}.{part.Name}"])).ToList();
        var rows = new JsonArray();
        for (var row = 0; row < columns.Max(column => column.Values.Count); row++)
        {
            var cells = columns.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)(column.Values.ElementAtOrDefault(row) ?? "").Trim())).ToList();
            if (cells.Any(cell => cell.Value!.GetValue<string>().Length > 0)) rows.Add(new JsonObject(cells));
        }
        return rows;
    }

    private static JsonObject Group(IFormCollection sent, Setting setting, string name) =>
        new(setting.Parts.Select(part => KeyValuePair.Create(part.Name, Value(sent, part, $"{name}.{part.Name}"))));
}
