using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Webhooks;

/// <summary>What somebody was sent.</summary>
internal sealed record Received(string Path, string Id, string Timestamp, string Signature, string Body)
{
    public string Type => JsonDocument.Parse(Body).RootElement.GetProperty("type").GetString()!;

    public JsonElement Data => JsonDocument.Parse(Body).RootElement.GetProperty("data");
}

/// <summary>Another program, on this machine, that is told things.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = [];

    private Receiver(WebApplication app, string url) => (this.app, Url) = (app, url);

    public string Url { get; }

    /// <summary>What to answer, by how many came before.</summary>
    public Func<int, (int Status, string? Location)> Answers { get; set; } = _ => (204, null);

    public IReadOnlyList<Received> All => [.. received];

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var listening = builder.Build();
        var receiver = new Receiver(listening, $"http://127.0.0.1:{Usher.Live.FreePorts.Next()}");
        listening.Run(receiver.Take);
        listening.Urls.Add(receiver.Url);
        await listening.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (headers, before) = (context.Request.Headers, received.Count);
        received.Enqueue(new(context.Request.Path, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), await reader.ReadToEndAsync()));
        var (status, location) = Answers(before);
        context.Response.StatusCode = status;
        if (location is not null) context.Response.Headers.Location = location;
    }
}
