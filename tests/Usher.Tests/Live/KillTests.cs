using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Usher.Data;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>The process is killed in the middle of a conversation, and the session stands as it stood.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_kill_and_nothing_is_there_twice()
    {
        await using var site = await UsherProcess.Start(Engine.Sqlite);
        await using var storage = StorageOf(site);
        var gathering = await Gathering.Arrange(storage.GetRequiredService<WriteDoor>(), LiveHouse.Now);
        var acknowledged = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        long last;
        await using (var ada = await EnterAda(site, gathering))
        {
            var talking = Task.WhenAll(Enumerable.Range(0, 12).Select(number => Talk(site, gathering, number, acknowledged)));
            while (acknowledged.Count < 40) await Task.Delay(5, TestContext.Current.CancellationToken);
            last = ada.Last;
            await site.Kill();
            await talking;
        }

        await site.StartAgain();
        await using var back = await EnterAda(site, gathering, last);
        var view = (await back.Fetch(long.MaxValue)).View!;
        var messages = JsonNode.Parse(view)!["chat"]!.AsArray();
        var kept = messages.ToDictionary(message => (string)message!["text"]!, message => (long)message!["sequence"]!);
        Assert.All(acknowledged, said => Assert.Equal(said.Value, kept[said.Key]));
        Assert.InRange(kept.Count, acknowledged.Count, 120);

        // What Ada had not seen before the kill arrived on coming back: all of it, in order, none twice.
        var missed = back.Welcome!["events"]!.AsArray().Select(one => (long)one!["sequence"]!).ToList();
        Assert.Equal(Enumerable.Range((int)last + 1, missed.Count).Select(number => (long)number), missed);

        // The others do not come back: each is seen to have left, once.
        await back.Event(_ => back.Events.Count(one => (string?)one["type"] == "left") == 12);
    }

    [Fact]
    public async Task A_locked_room_is_still_locked_after_a_kill_and_who_was_let_in_still_walks_in()
    {
        await using var site = await UsherProcess.Start(Engine.Sqlite);
        await using var storage = StorageOf(site);
        var gathering = await Gathering.Arrange(storage.GetRequiredService<WriteDoor>(), LiveHouse.Now);
        await using (var ada = await EnterAda(site, gathering))
        {
            Assert.Null((await ada.Call("Lock")).Problem);
            await using var dana = await LiveClient.Connect(site.Address, gathering.Dana.Cookie);
            Assert.Null(await dana.Enter(gathering.Session, gathering.Dana.Key));
            Assert.Null((await ada.Call("Admit", gathering.Dana.Participant.ToString())).Problem);
            await site.Kill();
        }

        await site.StartAgain();
        var elif = await gathering.Invite(Cast.Elif, Role.Viewer, LiveHouse.Now);
        await using var late = await LiveClient.Connect(site.Address, elif.Cookie);
        Assert.Null(await late.Enter(gathering.Session, elif.Key));
        Assert.NotNull(late.Waiting);
        Assert.Null(late.Welcome);
        await using var back = await LiveClient.Connect(site.Address, gathering.Dana.Cookie);
        Assert.Null(await back.Enter(gathering.Session, gathering.Dana.Key));
        Assert.True((bool)back.Welcome!["view"]!["locked"]!);
    }

    private static ServiceProvider StorageOf(UsherProcess site) => new ServiceCollection().AddStorage(site.Storage, site.DataDirectory).BuildServiceProvider();

    private static async Task<LiveClient> EnterAda(UsherProcess site, Gathering gathering, long? last = null)
    {
        var ada = await LiveClient.Connect(site.Address, token: gathering.AdasToken);
        Assert.Null(await ada.Enter(gathering.Session, last: last));
        return ada;
    }

    private static async Task Talk(UsherProcess site, Gathering gathering, int number, ConcurrentDictionary<string, long> acknowledged)
    {
        var guest = await gathering.Invite(Cast.Dana, Role.Viewer, LiveHouse.Now);
        await using var client = await LiveClient.Connect(site.Address, guest.Cookie);
        Assert.Null(await client.Enter(gathering.Session, guest.Key));
        try
        {
            for (var i = 0; i < 10; i++)
            {
                var text = $"{number} says {i}";
                if ((await client.Call("Say", $"{i}", "chat", text)).Sequence is { } sequence) acknowledged[text] = sequence;
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or InvalidOperationException or IOException or WebSocketException)
        {
            // Killed in the middle of a call: what had no answer may be there or not.
        }
    }
}
