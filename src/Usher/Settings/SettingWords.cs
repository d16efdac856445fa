using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Usher.Web;

namespace Usher.Settings;

/// <summary>A setting's value as people say it.</summary>
internal static class SettingWords
{
    public static string Of(SettingOption option, IStringLocalizer<Words> words) => option.IsName ? option.Label : words[option.Label];

    public static string Of(Setting setting, JsonNode? value, IReadOnlyList<SettingOption> options, IStringLocalizer<Words> words)
    {
        if (options.FirstOrDefault(option => option.Value == (value?.ToString() ?? "")) is { } chosen) return Of(chosen, words);
        return value switch
        {
            null => words["none"],
            JsonArray { Count: 0 } when setting.Kind is SettingKind.Choices => words["all of them"],
            JsonArray { Count: 0 } => words["none"],
            JsonArray list when setting.Kind is SettingKind.Choices => string.Join(", ", list.Select(element => options.FirstOrDefault(option => option.Value == element?.ToString()) is { } option ? Of(option, words) : element?.ToString())),
            JsonArray list => string.Join(", ", list.Select(element => element is JsonObject row ? string.Join(" ", row.Select(cell => cell.Value)) : element?.ToString())),
            JsonValue one when one.TryGetValue<bool>(out var on) => on ? words["on"] : words["off"],
            JsonValue one when one.TryGetValue<int>(out var number) => setting.Unit is { } unit && number != 1 ? $"{number:N0} {words[unit]}" : $"{number:N0}",
            _ when value.ToString() is { Length: > 0 } text => text,
            _ => words["empty"],
        };
    }
}
