using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Events, views and states as JSON: the same in the log, in snapshots and on the wire. Times are unix milliseconds.</summary>
public static class LiveJson
{
    // Nothing of this is ever put into HTML, so that letters can stay letters.
    private static readonly LiveJsonTypes Types = new(new JsonSerializerOptions(LiveJsonTypes.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static JsonSerializerOptions Options => Types.Options;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, TypeInfo<T>());

    public static T Read<T>(string json) => JsonSerializer.Deserialize(json, TypeInfo<T>()) ?? throw new JsonException("null");

    /// <summary>Texts that are JSON already, as a JSON array.</summary>
    public static string Array(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    private static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Types.Options.GetTypeInfo(typeof(T));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UnixMilliseconds), typeof(CamelCase<Role>), typeof(CamelCase<Panel>), typeof(CamelCase<RemovalReason>)])]
[JsonSerializable(typeof(LiveEvent))]
[JsonSerializable(typeof(LiveState))]
[JsonSerializable(typeof(LiveView))]
[JsonSerializable(typeof(WaitingView))]
[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(LiveCommand))]
[JsonSerializable(typeof(LiveBatch))]
[JsonSerializable(typeof(ParticipantId))]
[JsonSerializable(typeof(SessionId))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ImmutableArray<Message>))]
internal sealed partial class LiveJsonTypes : JsonSerializerContext;

internal sealed class UnixMilliseconds : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}

internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) where T : struct, Enum;
