using System.Collections.Frozen;

namespace Usher.Web;

/// <summary>The time zones that the site and its rooms can be in, by their IANA names.</summary>
public static class TimeZones
{
    private static readonly FrozenDictionary<string, TimeZoneInfo> Known = TimeZoneInfo.GetSystemTimeZones()
        .Where(zone => zone.HasIanaId && (zone.Id is "UTC" || zone.Id.Contains('/', StringComparison.Ordinal)) && !zone.Id.StartsWith("Etc/", StringComparison.Ordinal))
        .ToFrozenDictionary(zone => zone.Id, StringComparer.Ordinal);

    /// <summary>In the order of a list to choose from.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null for a name that is none.</summary>
    public static TimeZoneInfo? Find(string? name) => name is null ? null : Known.GetValueOrDefault(name);

    /// <summary>The time in a zone whose name was checked when it was stored; UTC should the system have forgotten it since.</summary>
    public static DateTimeOffset In(this DateTimeOffset instant, string zone) => TimeZoneInfo.ConvertTime(instant, Find(zone) ?? TimeZoneInfo.Utc);
}
