using System.Net;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lobby;

/// <summary>Many devices at one link, over real HTTP.</summary>
public sealed class ClaimRaceTests
{
    private const int Racers = 200;

    [Theory, OnBothDatabases]
    public async Task Of_two_hundred_claims_at_once_one_wins_and_all_others_hear_why(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var token = (await host.Invite(room, Cast.Ben)).Token;
        Visitor[] racers = [.. Enumerable.Range(0, Racers).Select(_ => site.NewVisitor())];

        var answers = await Task.WhenAll(racers.Select(racer => racer.Post($"/entry/{token}/claim", new { email = Cast.Ben.Email })));

        var winner = Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        var losers = answers.Where(answer => answer != winner).ToList();
        Assert.Equal(Racers - 1, losers.Count);
        Assert.All(losers, loser => Assert.Equal((HttpStatusCode.Forbidden, "invitation.other-device"), (loser.Status, loser.Code)));

        // Coming back on the device that won is no use of the link; coming back on another is refused as before.
        var again = await racers[Array.IndexOf(answers, winner)].Post($"/entry/{token}/claim", new { });
        Assert.Equal(winner["participant"], again.Fine()["participant"]);
        var other = await racers[(Array.IndexOf(answers, winner) + 1) % Racers].Post($"/entry/{token}/claim", new { email = Cast.Ben.Email });
        Assert.Equal("invitation.other-device", other.Code);
        foreach (var racer in racers) racer.Dispose();
    }
}
