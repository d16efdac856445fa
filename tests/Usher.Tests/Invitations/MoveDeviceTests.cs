using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Taker = Usher.Invitations.HandOverTaker;

namespace Usher.Tests.Invitations;

/// <summary>An invitation moves from one device to another: once, whatever happens at the same moment.</summary>
public sealed class MoveDeviceTests
{
    private static readonly Decider Host = new(null, "Ada Lindqvist", "203.0.113.9");

    [Theory, OnBothDatabases]
    public async Task Approval_revokes_the_old_device_and_binds_the_new_one(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var old = (await scene.Claim(device: Scene.Browser("phone"))).Value;
        var asked = await Ask(scene, "laptop");
        Assert.Null((await Decide(scene).Approve(scene.Invitation, asked.Id, Host)).Problem);
        await using var db = scene.Store.Read();
        var devices = await db.Set<DeviceBinding>().ToListAsync();
        Assert.NotNull(devices.Single(device => device.Id == old.Cookie!.Binding).RevokedAt);
        Assert.Null(devices.Single(device => device.KeyThumbprint == "laptop").RevokedAt);
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
        // The asking browser has its cookie already, and is welcome as the person that was in before.
        var cookie = new DeviceCookie(DeviceRequest.BindingOf(asked.Id), asked.Secret);
        Assert.Equal(old.Participant, (await scene.Claim(device: Scene.Browser(cookie))).Value.Participant);
        Assert.Equal("invitation.other-device", (await scene.Claim(device: Scene.Browser("phone"))).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_approvals_at_once_one_counts(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        await scene.Claim(device: Scene.Browser("phone"));
        DeviceAsked[] asked = [await Ask(scene, "laptop"), await Ask(scene, "tablet"), await Ask(scene, "watch")];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => Decide(scene).Approve(scene.Invitation, asked[i % 3].Id, Host))));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Problem is null));
        Assert.All(outcomes.Where(outcome => outcome.Problem is not null), outcome => Assert.Equal("invitation.device-request-over", outcome.Problem!.Code));
        await using var db = scene.Store.Read();
        Assert.Equal(1, await db.Set<DeviceBinding>().CountAsync(device => device.RevokedAt == null));
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
    }

    [Theory, OnBothDatabases]
    public async Task Approved_and_revoked_at_once_leaves_nobody_in(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        await scene.Claim(device: Scene.Browser("phone"));
        var asked = await Ask(scene, "laptop");
        await Task.WhenAll(
            Task.Run(() => Decide(scene).Approve(scene.Invitation, asked.Id, Host)),
            Task.Run(() => scene.Store.Door.Write(db => db.Revoke(scene.Invitation, scene.Ada, null, scene.Time.Now()))));
        await using var db = scene.Store.Read();
        Assert.Equal(0, await db.Set<DeviceBinding>().CountAsync(device => device.RevokedAt == null));
        Assert.Equal(0, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
    }

    [Theory, OnBothDatabases]
    public async Task A_request_grows_old_and_is_answered_once(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        await scene.Claim(device: Scene.Browser("phone"));
        var (declined, late) = (await Ask(scene, "laptop"), await Ask(scene, "tablet"));
        Assert.Null((await Decide(scene).Decline(scene.Invitation, declined.Id, Host)).Problem);
        Assert.Equal("invitation.device-request-over", (await Decide(scene).Approve(scene.Invitation, declined.Id, Host)).Problem?.Code);
        Assert.Equal("invitation.device-request-unknown", (await Decide(scene).Approve(scene.Invitation, DeviceRequestId.New(scene.Time.Now()), Host)).Problem?.Code);
        scene.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("invitation.device-request-over", (await Decide(scene).Approve(scene.Invitation, late.Id, Host)).Problem?.Code);
        await using var db = scene.Store.Read();
        Assert.Equal("phone", (await db.Set<DeviceBinding>().SingleAsync(device => device.RevokedAt == null)).KeyThumbprint);
    }

    [Theory, OnBothDatabases]
    public async Task A_hand_over_is_taken_by_one_of_many(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var old = (await scene.Claim(device: Scene.Browser("phone"))).Value;
        var started = (await HandOver(scene).Start(old.Cookie!.Binding, scene.Session, null)).Value;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => i % 2 == 0
            ? HandOver(scene).TakeBySecret(started.Secret, Device($"key {i}"))
            : HandOver(scene).TakeByCode(scene.Token, started.Code.ToUpperInvariant(), Device($"key {i}")))));
        Assert.Equal(1, outcomes.Count(outcome => outcome.Problem is null));
        await using var db = scene.Store.Read();
        var holding = await db.Set<DeviceBinding>().SingleAsync(device => device.RevokedAt == null);
        Assert.StartsWith("key ", holding.KeyThumbprint, StringComparison.Ordinal);
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
    }

    [Theory, OnBothDatabases]
    public async Task A_hand_over_ends_after_five_minutes_five_wrong_codes_or_a_newer_one(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var phone = (await scene.Claim(device: Scene.Browser("phone"))).Value.Cookie!.Binding;
        var (older, newer) = ((await HandOver(scene).Start(phone, scene.Session, null)).Value, (await HandOver(scene).Start(phone, scene.Session, null)).Value);
        Assert.False(await HandOver(scene).IsOpen(older.Secret));
        Assert.True(await HandOver(scene).IsOpen(newer.Secret));
        scene.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("invitation.wrong-hand-over-code", (await HandOver(scene).TakeBySecret(newer.Secret, Device("laptop"))).Problem?.Code);

        var guessed = (await HandOver(scene).Start(phone, scene.Session, null)).Value;
        for (var i = 0; i < 5; i++) Assert.NotNull((await HandOver(scene).TakeByCode(scene.Token, "0000-0000", Device("thief", $"198.51.100.{i}"))).Problem);
        Assert.Equal("invitation.wrong-hand-over-code", (await HandOver(scene).TakeByCode(scene.Token, guessed.Code, Device("laptop"))).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Nothing_moves_what_was_revoked(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var phone = (await scene.Claim(device: Scene.Browser("phone"))).Value.Cookie!.Binding;
        var started = (await HandOver(scene).Start(phone, scene.Session, null)).Value;
        var asked = await Ask(scene, "laptop");
        await scene.Store.Door.Write(db => db.Revoke(scene.Invitation, scene.Ada, null, scene.Time.Now()));
        Assert.NotNull((await HandOver(scene).TakeBySecret(started.Secret, Device("laptop"))).Problem);
        Assert.Equal("invitation.revoked", (await HandOver(scene).TakeByCode(scene.Token, started.Code, Device("laptop"))).Problem?.Code);
        Assert.Equal("invitation.over", (await Decide(scene).Approve(scene.Invitation, asked.Id, Host)).Problem?.Code);
        Assert.Equal("invitation.device-moved", (await HandOver(scene).Start(phone, scene.Session, null)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_role_that_needs_a_key_is_not_handed_to_a_device_without(Engine engine)
    {
        await using var scene = await Scene.Set(engine, role: Role.Moderator);
        var phone = (await scene.Claim(device: Scene.Browser("phone"))).Value.Cookie!.Binding;
        var started = (await HandOver(scene).Start(phone, scene.Session, null)).Value;
        Assert.Equal("invitation.weak-device", (await HandOver(scene).TakeBySecret(started.Secret, Device(null))).Problem?.Code);
        Assert.Null((await HandOver(scene).TakeBySecret(started.Secret, Device("laptop"))).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task With_several_devices_the_one_seen_least_recently_makes_way(Engine engine)
    {
        await using var scene = await Scene.Set(engine, maxDevices: 2);
        var phone = (await scene.Claim(device: Scene.Browser("phone"))).Value.Cookie!.Binding;
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        await scene.Claim(device: Scene.Browser("tablet"));
        var now = scene.Time.Now();
        await scene.Change(db => db.Set<DeviceBinding>().Where(device => device.Id == phone)
            .ExecuteUpdateAsync(set => set.SetProperty(device => device.ConnectedAt, now).SetProperty(device => device.LastSeenAt, now.AddMinutes(1))));
        var asked = await Ask(scene, "laptop");
        Assert.Null((await Decide(scene).Approve(scene.Invitation, asked.Id, Host)).Problem);
        await using var db = scene.Store.Read();
        Assert.Equal(["laptop", "phone"], await db.Set<DeviceBinding>().Where(device => device.RevokedAt == null).Select(device => device.KeyThumbprint!).Order().ToListAsync());
    }

    private static DecideDeviceRequest Decide(Scene scene) => new(scene.Store.Door, scene.Settings, new SessionChanges(), new RegisterChanges(), scene.Time);

    private static HandOverDevice HandOver(Scene scene) => new(scene.Store.Reading, scene.Store.Door, scene.Settings, new SessionChanges(), new RegisterChanges(), scene.Time);

    private static Taker Device(string? key, string network = "203.0.113.8") => new(Scene.Browser(key), "Chrome", "Android", network, network);

    private static async Task<DeviceAsked> Ask(Scene scene, string key)
    {
        var asked = new DeviceAsked(scene.Invitation, DeviceRequestId.New(scene.Time.Now()), Secret.New());
        await scene.Store.Door.Add(new DeviceRequest
        {
            Id = asked.Id,
            InvitationId = scene.Invitation,
            SecretHash = Secret.Hash(asked.Secret),
            KeyThumbprint = key,
            Browser = "Firefox",
            System = "Linux",
            Network = "203.0.113.0/24",
            AskedAt = scene.Time.Now(),
        });
        return asked;
    }
}
