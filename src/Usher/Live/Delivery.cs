using Microsoft.AspNetCore.SignalR;

namespace Usher.Live;

/// <summary>What a <see cref="NodeSession"/> has to send after a step, in this order. Nobody waits for it to arrive: one who does not read slows nobody else.</summary>
internal sealed class Delivery
{
    /// <summary>Those who see more or less from now on.</summary>
    public Dictionary<LiveConnection, Person> Moved { get; } = [];

    public List<(string Connection, string Json)> Own { get; } = [];
    public List<(string Connection, LiveView View)> Views { get; } = [];
    public List<(string Group, long After, long Through, List<string> Events)> Groups { get; } = [];
    public List<(LiveConnection Connection, Problem Why)> Out { get; } = [];

    /// <summary>To who waits outside, and to nobody else.</summary>
    public List<(string Connection, string Json)> Waits { get; } = [];

    /// <summary>Who waited and is to come in now, by entering anew.</summary>
    public List<LiveConnection> Again { get; } = [];

    public void Send(IHubClients clients)
    {
        foreach (var (connection, json) in Own) _ = clients.Client(connection).SendAsync(LiveMessages.Own, $"[{json}]");
        foreach (var (connection, view) in Views) _ = clients.Client(connection).SendAsync(LiveMessages.View, LiveJson.Write(view));
        foreach (var (group, after, through, events) in Groups)
            _ = clients.Group(group).SendAsync(LiveMessages.Events, after, through, LiveJson.Array(events));
        foreach (var (connection, json) in Waits) _ = clients.Client(connection).SendAsync(LiveMessages.Waiting, json);
        foreach (var connection in Again) _ = connection.CallIn(clients);
        foreach (var (connection, why) in Out) _ = connection.PutOut(clients, why);
    }
}
