using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>What the hub says to its clients, by name; <c>docs/protocol.md</c> tells what each carries.</summary>
public static class LiveMessages
{
    public const string Challenge = "challenge";
    public const string Events = "events";
    public const string Own = "own";
    public const string View = "view";
    public const string Out = "out";
    public const string DeviceRequests = "deviceRequests";
    public const string Waiting = "waiting";
    public const string Admitted = "admitted";
}

/// <summary>A problem on its way to a client.</summary>
[MessagePackObject]
public sealed record WireProblem(
    [property: Key("code")] string Code, [property: Key("sentence")] string Sentence, [property: Key("retryAfterSeconds")] double? RetryAfterSeconds)
{
    public static WireProblem? Of(Problem? problem) => problem is null ? null : new(problem.Code, problem.Sentence, problem.RetryAfter?.TotalSeconds);
}

/// <summary>The answer to a command.</summary>
[MessagePackObject]
public sealed record WireAnswer([property: Key("sequence")] long? Sequence, [property: Key("problem")] WireProblem? Problem)
{
    public static WireAnswer Of(LiveAnswer answer) => new(answer.Sequence, WireProblem.Of(answer.Problem));
}

/// <summary>The answer to <c>Enter</c>.</summary>
/// <param name="Welcome">A <see cref="Live.Welcome"/> as JSON.</param>
/// <param name="Waiting">A <see cref="WaitingView"/> as JSON, for who has to wait: they are not in.</param>
[MessagePackObject]
public sealed record WireWelcome(
    [property: Key("welcome")] string? Welcome, [property: Key("waiting")] string? Waiting, [property: Key("problem")] WireProblem? Problem);

/// <summary>The answer to <c>Fetch</c>: what was missed, as JSON, either as events or as a whole view.</summary>
[MessagePackObject]
public sealed record WireMissed(
    [property: Key("events")] string? Events, [property: Key("view")] string? View, [property: Key("through")] long Through, [property: Key("problem")] WireProblem? Problem);

/// <summary>The answer to <c>History</c>: messages as a JSON array, oldest first.</summary>
[MessagePackObject]
public sealed record WireHistory([property: Key("messages")] string? Messages, [property: Key("problem")] WireProblem? Problem);

/// <summary>The answer to <c>HandOver</c>: what to show, on the bound device alone.</summary>
/// <param name="Picture">A QR code of the link, as SVG.</param>
/// <param name="Until">Unix milliseconds.</param>
[MessagePackObject]
public sealed record WireHandOver(
    [property: Key("code")] string? Code, [property: Key("picture")] string? Picture, [property: Key("until")] long? Until, [property: Key("problem")] WireProblem? Problem);

/// <summary>The answer to <c>Assurances</c>: a JSON array of <see cref="PersonAssurance"/>.</summary>
[MessagePackObject]
public sealed record WireAssurances([property: Key("people")] string? People, [property: Key("problem")] WireProblem? Problem);

/// <summary>What somebody who comes in is told.</summary>
/// <param name="View">The whole view; null when <paramref name="Events"/> bring them up to date.</param>
/// <param name="Sequence">Of the last event that they know of now.</param>
public sealed record Welcome(
    int Protocol, Yourself You, DateTimeOffset Now, SessionCard Session,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LiveView? View,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Events,
    long Sequence)
{
    /// <summary>Counted up when a client that knows the version before would no longer understand.</summary>
    public const int Version = 1;
}

/// <summary>Who somebody is in the session that they have come into.</summary>
public sealed record Yourself(ParticipantId Participant, string Name, Role Role);

/// <summary>Text that is JSON already, written as it is.</summary>
[JsonConverter(typeof(RawJsonConverter))]
public sealed record RawJson(string Text);

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Text, skipInputValidation: true);
}
