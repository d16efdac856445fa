using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;

namespace Usher.Tests.Drills;

/// <summary>The process dies without warning while people work; what it had answered is there when it is back.</summary>
public sealed class KillTests
{
    private const int Rounds = 2;
    private const int Guests = 5;
    private const int MessagesOfARound = 40;

    [Theory, OnBothDatabases]
    public async Task Nothing_that_was_acknowledged_is_lost(Engine engine)
    {
        await using var site = await UsherProcess.Start(engine, FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var answered = new Answered();
        for (var round = 0; round < Rounds; round++)
        {
            Task[] working =
            [
                .. Enumerable.Range(0, 2).Select(i => Invite(site, host, room, $"invited{round}-{i}", answered)),
                .. Enumerable.Range(0, Guests).Select(i => Speak(site, host, room, session, $"guest{round}-{i}", answered)),
            ];
            var enough = answered.Messages.Count + MessagesOfARound;
            while (answered.Messages.Count < enough && !working.Any(work => work.IsCompleted)) await Task.Delay(10);
            await site.Kill();
            await Task.WhenAll(working);
            await site.StartAgain();
        }
        Assert.Equal(Rounds * Guests, answered.Claims.Count);
        await HasAll(host, room, answered);
        await HeardAll(site, session, answered);
    }

    private static async Task HasAll(Visitor host, string room, Answered answered)
    {
        foreach (var invitation in answered.Invitations) (await host.Get($"/rooms/{room}/invitations/{invitation}")).Fine();
        foreach (var (guest, token, participant) in answered.Claims)
            Assert.Equal(participant, (await guest.Post($"/entry/{token}/claim", new { })).Fine()["participant"]);
    }

    private static async Task HeardAll(UsherProcess site, string session, Answered answered)
    {
        await using var client = await LiveClient.Connect(site.Address, token: FirstAdmin.Token);
        Assert.Null(await client.Enter(SessionId.Parse(session, null)));
        var view = client.Welcome!["view"]!;
        var said = Texts(view["chat"]!.AsArray()).ToList();
        for (var (more, before) = ((bool)view["more"]!["chat"]!, Oldest(view["chat"]!)); more;)
        {
            var older = JsonNode.Parse((await client.History("chat", before)).Messages!)!;
            if (older.AsArray().Count == 0) break;
            said.AddRange(Texts(older.AsArray()));
            before = Oldest(older);
        }
        Assert.Empty(answered.Messages.Except(said));
        Assert.Equal(said.Count, said.Distinct().Count());
    }

    private static IEnumerable<string> Texts(JsonArray messages) => messages.Select(message => (string)message!["text"]!);

    private static long Oldest(JsonNode messages) => messages.AsArray().Min(message => (long)message!["sequence"]!);

    private static Task Invite(UsherProcess site, Visitor host, string room, string name, Answered answered) => UntilItDies(site, async i =>
    {
        var invited = await host.Invite(room, new Person("Guest", name, $"{name}-{i}@harbour.example"));
        answered.Invitations.Add(invited.Id);
        // Within what the site lets one host invite in an hour.
        await Task.Delay(50);
    });

    private static async Task Speak(UsherProcess site, Visitor host, string room, string session, string name, Answered answered)
    {
        LiveClient? client = null;
        await UntilItDies(site, async i =>
        {
            client ??= await ComeIn(site, host, room, session, name, answered);
            var said = await client.Call("Say", $"{name}-{i}", "chat", $"{name} says {i}");
            if (said.Problem is null) answered.Messages.Add($"{name} says {i}");
            else await Task.Delay(TimeSpan.FromSeconds(said.Problem.RetryAfterSeconds ?? 0.1));
        });
        if (client is not null) await client.DisposeAsync();
    }

    private static async Task<LiveClient> ComeIn(UsherProcess site, Visitor host, string room, string session, string name, Answered answered)
    {
        var person = new Person("Guest", name, $"{name}@harbour.example");
        var invited = await host.Invite(room, person);
        answered.Invitations.Add(invited.Id);
        var guest = site.NewVisitor();
        var claimed = (await guest.Post($"/entry/{invited.Token}/claim", new { email = person.Email })).Fine();
        answered.Claims.Add((guest, invited.Token, claimed["participant"]));
        var client = await LiveClient.Connect(site.Address, guest.Cookies.Header);
        Assert.Null(await client.Enter(SessionId.Parse(session, null)));
        return client;
    }

    // What fails because the site is gone was never acknowledged; any other failure is a failure.
    private static async Task UntilItDies(UsherProcess site, Func<int, Task> act)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await act(i);
            }
            catch (Exception) when (site.IsDown)
            {
                return;
            }
        }
    }

    private sealed record Answered
    {
        public ConcurrentBag<string> Invitations { get; } = [];
        public ConcurrentBag<(Visitor Guest, string Token, string Participant)> Claims { get; } = [];
        public ConcurrentBag<string> Messages { get; } = [];
    }
}
