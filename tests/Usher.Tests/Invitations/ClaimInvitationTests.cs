using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Invitations;

public sealed class ClaimInvitationTests
{
    [Theory, OnBothDatabases]
    public async Task The_invited_person_is_bound_to_this_device_and_admitted(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var claimed = await scene.Claim();
        Assert.Null(claimed.Problem);
        Assert.Equal(scene.Session, claimed.Value.Session);
        await using var db = scene.Store.Read();
        var participant = await db.Set<Participant>().SingleAsync();
        Assert.Equal((claimed.Value.Participant, "Ben Okafor"), (participant.Id, participant.Name));
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
        Assert.Equal(HistoryWhat.Admitted, (await db.Set<HistoryLine>().SingleAsync()).What);
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_devices_at_once_exactly_one_wins_and_the_rest_hear_why(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => scene.Claim(device: Scene.Browser($"key {i}")))));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Problem is null));
        Assert.All(outcomes.Where(outcome => outcome.Problem is not null), outcome => Assert.Equal("invitation.other-device", outcome.Problem!.Code));
        Assert.Equal((1, 1), (await scene.Count<DeviceBinding>(), await scene.Count<Participant>()));
    }

    [Theory, OnBothDatabases]
    public async Task As_many_devices_win_as_there_are_places_and_are_one_participant(Engine engine)
    {
        await using var scene = await Scene.Set(engine, maxDevices: 3);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => scene.Claim(device: Scene.Browser($"key {i}")))));
        Assert.Equal(3, outcomes.Count(outcome => outcome.Problem is null));
        Assert.Equal((3, 1), (await scene.Count<DeviceBinding>(), await scene.Count<Participant>()));
    }

    [Theory, OnBothDatabases]
    public async Task The_winner_may_claim_again_by_its_key_its_cookie_or_the_same_form(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var attempt = Secret.New();
        var first = (await scene.Claim(device: Scene.Browser("ben's key") with { Attempt = attempt })).Value;
        Assert.Null((await scene.Claim(device: Scene.Browser(first.Cookie!))).Value.Cookie);
        var byKey = (await scene.Claim(device: Scene.Browser("ben's key"))).Value;
        Assert.Equal((first.Participant, first.Cookie!.Binding), (byKey.Participant, byKey.Cookie!.Binding));
        Assert.Equal(first.Participant, (await scene.Claim(device: Scene.Browser() with { Attempt = attempt })).Value.Participant);
        Assert.Equal(1, await scene.Count<DeviceBinding>());
    }

    [Theory, OnBothDatabases]
    public async Task What_is_no_secret_makes_no_two_devices_one(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        Assert.Null((await scene.Claim(device: Scene.Browser("ben's key"))).Problem);
        await scene.Change(db => db.Set<DeviceBinding>().ExecuteUpdateAsync(set => set.SetProperty(one => one.AttemptHash, Secret.Hash("nonsense"))));
        Assert.Equal("invitation.other-device", (await scene.Claim(device: Scene.Browser() with { Attempt = "other nonsense" })).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_binding_that_never_connects_lapses_after_ten_minutes(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var mailApp = (await scene.Claim(device: Scene.Browser("mail app"))).Value;
        scene.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("invitation.other-device", (await scene.Claim(device: Scene.Browser("laptop"))).Problem?.Code);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        var laptop = (await scene.Claim(device: Scene.Browser("laptop"))).Value;
        Assert.Equal(mailApp.Participant, laptop.Participant);
        Assert.Equal("invitation.other-device", (await scene.Claim(device: Scene.Browser("mail app"))).Problem?.Code);
        await using var db = scene.Store.Read();
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
    }

    [Theory, OnBothDatabases]
    public async Task A_wrong_address_binds_nothing_and_after_five_there_is_a_pause_that_ends(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        for (var i = 0; i < 4; i++) Assert.Equal("invitation.wrong-address", (await scene.Claim("ben@elsewhere.example")).Problem?.Code);
        var fifth = (await scene.Claim("ben@elsewhere.example")).Problem;
        Assert.Equal(("invitation.too-many-tries", TimeSpan.FromSeconds(30)), (fifth?.Code, fifth?.RetryAfter));
        Assert.Equal("invitation.too-many-tries", (await scene.Claim()).Problem?.Code);
        Assert.Null((await scene.Claim(network: "198.51.100.2")).Problem);
        scene.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("invitation.other-device", (await scene.Claim()).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Guesses_sent_all_at_once_count_one_after_another(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => scene.Claim($"guess{i}@tidewright.example"))));
        Assert.Equal(4, outcomes.Count(outcome => outcome.Problem?.Code == "invitation.wrong-address"));
        Assert.Equal(36, outcomes.Count(outcome => outcome.Problem?.Code == "invitation.too-many-tries"));
    }

    [Theory, OnBothDatabases]
    public async Task Nobody_comes_in_by_what_is_over(Engine engine)
    {
        await using var scene = await Scene.Set(engine, expiresAt: new DateTimeOffset(2026, 11, 26, 17, 0, 0, TimeSpan.Zero));
        await scene.Change(db => db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(one => one.StartsAt, scene.Time.Now().AddMinutes(1)).SetProperty(one => one.EarlyFrom, scene.Time.Now())));
        Assert.Equal("session.not-open", (await scene.Claim()).Problem?.Code);
        scene.Time.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal("invitation.expired", (await scene.Claim()).Problem?.Code);
        await scene.Change(db => db.Set<Room>().ExecuteUpdateAsync(set => set.SetProperty(one => one.DeletedAt, scene.Time.Now())));
        Assert.Equal("invitation.void", (await scene.Claim()).Problem?.Code);
        await scene.Change(db => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, scene.Time.Now())));
        Assert.Equal("invitation.revoked", (await scene.Claim()).Problem?.Code);
        await scene.Change(db => db.Set<LinkToken>().ExecuteUpdateAsync(set => set.SetProperty(one => one.ReplacedAt, scene.Time.Now())));
        Assert.Equal("invitation.unknown-link", (await scene.Claim()).Problem?.Code);
        Assert.Equal(0, await scene.Count<DeviceBinding>());
    }

    [Theory, OnBothDatabases]
    public async Task An_inviter_who_lost_the_standing_lets_nobody_in_any_more_but_who_is_bound_stays(Engine engine)
    {
        await using var scene = await Scene.Set(engine, maxDevices: 2);
        var bound = (await scene.Claim()).Value;
        await scene.Change(db => db.Set<Collaborator>().ExecuteDeleteAsync());
        Assert.Equal("invitation.void", (await scene.Claim()).Problem?.Code);
        Assert.Null((await scene.Claim(device: Scene.Browser(bound.Cookie!))).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task A_speaker_without_a_device_key_is_refused_by_default(Engine engine)
    {
        await using var scene = await Scene.Set(engine, role: Role.Speaker);
        Assert.Equal("invitation.weak-device", (await scene.Claim()).Problem?.Code);
        Assert.Null((await scene.Claim(device: Scene.Browser("key"))).Problem);
    }
}
