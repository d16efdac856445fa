using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Usher.Web;

/// <summary>Instants as RFC 3339: written in UTC to the millisecond, read with any offset but never without one.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Written = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Without an offset it would be read in the server's own time zone, and mean something else on each.
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return HasOffset(text) && reader.TryGetDateTimeOffset(out var instant)
            ? DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds())
            : throw new JsonException("Not an instant with its offset.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Written, CultureInfo.InvariantCulture));

    private static bool HasOffset(string text) => text is [.., 'Z' or 'z'] || text is [.., '+' or '-', _, _, ':', _, _];
}
