using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;

namespace Usher.Tests.Live;

/// <summary>
/// A client of the live protocol as <c>docs/protocol.md</c> describes it, over a real WebSocket, that keeps every frame it was sent.
/// </summary>
internal sealed class LiveClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Uri site;
    private readonly HubConnection hub;
    private readonly TaskCompletionSource<string> challenge = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> put = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource calledIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> frames;
    private readonly ConcurrentQueue<JsonNode> events = [];
    private readonly ConcurrentQueue<JsonNode> views = [];

    private LiveClient(Uri site, HubConnection hub, ConcurrentQueue<string> frames)
    {
        (this.site, this.hub, this.frames) = (site, hub, frames);
        hub.On<string>("challenge", nonce => challenge.TrySetResult(nonce));
        hub.On<long, long, string>("events", (after, through, json) => Take(after, through, json));
        hub.On<string>("own", json => Take(null, null, json));
        hub.On<string>("view", json => { views.Enqueue(JsonNode.Parse(json)!); Last = (long)JsonNode.Parse(json)!["sequence"]!; });
        hub.On<string>("waiting", json => Waiting = JsonNode.Parse(json));
        hub.On("admitted", () => { calledIn.TrySetResult(); });
        hub.On<string, string>("out", (code, _) => put.TrySetResult(code));
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            challenge.TrySetCanceled();
            return Task.CompletedTask;
        };
    }

    /// <summary>Every frame, as text.</summary>
    public IEnumerable<string> Frames => frames;

    /// <summary>Every event that this client did not know yet.</summary>
    public IEnumerable<JsonNode> Events => events;

    public IEnumerable<JsonNode> Views => views;

    /// <summary>What it was told on entering.</summary>
    public JsonNode? Welcome { get; private set; }

    /// <summary>What it is told while it waits to be let in; null if it does not.</summary>
    public JsonNode? Waiting { get; private set; }

    /// <summary>It need not wait any more.</summary>
    public Task CalledIn => calledIn.Task.WaitAsync(Patience);

    /// <summary>The last event that it knows of.</summary>
    public long Last { get; private set; }

    /// <summary>Whether a batch came that did not follow on the one before.</summary>
    public bool SawGap { get; private set; }

    /// <summary>The code with which it was put out.</summary>
    public Task<string> Out => put.Task.WaitAsync(Patience);

    public Task Closed => closed.Task.WaitAsync(Patience);

    public bool IsOpen => !closed.Task.IsCompleted;

    /// <param name="silent">Never to ping, as if the network had swallowed it.</param>
    public static async Task<LiveClient> Connect(
        Uri site, string? cookie = null, string? token = null, bool messagePack = false, string? origin = null, bool silent = false)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(site, "/live/hub"), options =>
        {
            options.SkipNegotiation = true;
            options.Transports = HttpTransportType.WebSockets;
            options.Headers["Origin"] = origin ?? site.GetLeftPart(UriPartial.Authority);
            if (cookie is not null) options.Headers["Cookie"] = cookie;
            if (token is not null) options.Headers["Authorization"] = $"Bearer {token}";
        }).WithKeepAliveInterval(silent ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(2));
        if (messagePack) builder.AddMessagePackProtocol();
        var inner = builder.Services.BuildServiceProvider().GetRequiredService<IHubProtocol>();
        var recorded = new Recorded(inner);
        builder.Services.AddSingleton<IHubProtocol>(recorded);
        var client = new LiveClient(site, builder.Build(), recorded.Frames);
        await client.hub.StartAsync();
        return client;
    }

    /// <summary>Enters with a proof of this key, if there is one.</summary>
    /// <returns>The code of the problem; null if it is in.</returns>
    public async Task<string?> Enter(SessionId session, ECDsa? key = null, long? last = null) =>
        await EnterWith(session, key is null ? null : DeviceKey.Proof(key, site, await Challenge, TimeProvider.System.Now()), last);

    public Task<string> Challenge => challenge.Task.WaitAsync(Patience);

    public async Task<string?> EnterWith(SessionId session, string? proof, long? last = null)
    {
        var answer = await hub.InvokeAsync<EnterAnswer>("Enter", session.ToString(), proof, last);
        if (answer.Welcome is { } welcome)
        {
            Welcome = JsonNode.Parse(welcome)!;
            Last = Math.Max(Last, (long)Welcome["sequence"]!);
        }
        if (answer.Waiting is { } waiting) Waiting = JsonNode.Parse(waiting);
        return answer.Problem?.Code;
    }

    /// <summary>Waits, before the door, for something that it is told there.</summary>
    public async Task IsTold(Func<JsonNode, bool> wanted)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(10))
            if (Waiting is { } told && wanted(told)) return;
        throw new TimeoutException($"Told {Waiting}");
    }

    public Task<CallAnswer> Call(string method, params object?[] values) => hub.InvokeCoreAsync<CallAnswer>(method, values);

    public Task<MissedAnswer> Fetch(long after) => hub.InvokeAsync<MissedAnswer>("Fetch", after);

    public Task<AssurancesAnswer> Assurances() => hub.InvokeAsync<AssurancesAnswer>("Assurances");

    public Task<HistoryAnswer> History(string panel, long before) => hub.InvokeAsync<HistoryAnswer>("History", panel, before);

    /// <summary>Waits for an event.</summary>
    public async Task<JsonNode> Event(Func<JsonNode, bool> wanted)
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(10))
            if (events.FirstOrDefault(wanted) is { } found) return found;
        throw new TimeoutException($"Not among {string.Join('\n', events)}");
    }

    public Task<JsonNode> Event(string type) => Event(one => (string?)one["type"] == type);

    /// <summary>Waits for a message with this text.</summary>
    public Task<JsonNode> Heard(string text) => Event(one => (string?)one["type"] == "said" && (string?)one["message"]!["text"] == text);

    public async Task<JsonNode> View()
    {
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(10))
            if (views.LastOrDefault() is { } found) return found;
        throw new TimeoutException("No view.");
    }

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    private void Take(long? after, long? through, string json)
    {
        if (through <= Last) return;
        if (Welcome is not null && after > Last) SawGap = true;
        foreach (var happened in JsonNode.Parse(json)!.AsArray())
            if ((long)happened!["sequence"]! > Last && !events.Any(known => (long)known["sequence"]! == (long)happened["sequence"]!)) events.Enqueue(happened);
        if (through is { } last && Welcome is not null) Last = last;
    }

    /// <summary>The protocol as it is, but for a copy of all that comes in.</summary>
    private sealed class Recorded(IHubProtocol inner) : IHubProtocol
    {
        public ConcurrentQueue<string> Frames { get; } = [];
        public string Name => inner.Name;
        public int Version => inner.Version;
        public TransferFormat TransferFormat => inner.TransferFormat;

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

        public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
        {
            var before = input;
            if (!inner.TryParseMessage(ref input, binder, out message)) return false;
            Frames.Enqueue(Encoding.UTF8.GetString(before.Slice(0, input.Start).ToArray()));
            return true;
        }

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);
    }
}

[MessagePack.MessagePackObject]
public sealed record ProblemAnswer(
    [property: MessagePack.Key("code")] string Code, [property: MessagePack.Key("sentence")] string Sentence,
    [property: MessagePack.Key("retryAfterSeconds")] double? RetryAfterSeconds);

[MessagePack.MessagePackObject]
public sealed record EnterAnswer(
    [property: MessagePack.Key("welcome")] string? Welcome, [property: MessagePack.Key("waiting")] string? Waiting, [property: MessagePack.Key("problem")] ProblemAnswer? Problem);

[MessagePack.MessagePackObject]
public sealed record CallAnswer([property: MessagePack.Key("sequence")] long? Sequence, [property: MessagePack.Key("problem")] ProblemAnswer? Problem);

[MessagePack.MessagePackObject]
public sealed record MissedAnswer(
    [property: MessagePack.Key("events")] string? Events, [property: MessagePack.Key("view")] string? View,
    [property: MessagePack.Key("through")] long Through, [property: MessagePack.Key("problem")] ProblemAnswer? Problem);

[MessagePack.MessagePackObject]
public sealed record HistoryAnswer([property: MessagePack.Key("messages")] string? Messages, [property: MessagePack.Key("problem")] ProblemAnswer? Problem);

[MessagePack.MessagePackObject]
public sealed record AssurancesAnswer([property: MessagePack.Key("people")] string? People, [property: MessagePack.Key("problem")] ProblemAnswer? Problem);
