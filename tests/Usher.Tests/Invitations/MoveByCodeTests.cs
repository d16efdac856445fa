using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Visitor = Usher.Invitations.Visitor;

namespace Usher.Tests.Invitations;

/// <summary>Somebody without their old device at hand has a code mailed to the invited address, and goes on with the new one.</summary>
public sealed class MoveByCodeTests
{
    private const string NoCode = "invitation.wrong-hand-over-code";
    private const string Both = """{"newDevice":"bothForModeratorsAndSpeakers"}""";

    [Theory, OnBothDatabases]
    public async Task The_mailed_code_moves_it_and_the_old_device_is_out(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        var old = (await scene.Claim(device: Scene.Browser("phone"))).Value;
        var laptop = Scene.NewAsker();
        Assert.Null((await scene.AskForCode(laptop)).Problem);
        var code = await scene.MailedCode();
        var moved = (await Take(scene, $"{code[..3]} {code[3..]}", laptop, "laptop")).Value;
        Assert.Equal(scene.Session, moved.Session);
        Assert.Null(moved.Asked);
        await using var db = scene.Store.Read();
        var devices = await db.Set<DeviceBinding>().ToListAsync();
        Assert.NotNull(devices.Single(device => device.Id == old.Cookie!.Binding).RevokedAt);
        var holding = Assert.Single(devices, device => device.RevokedAt is null);
        Assert.Equal(("laptop", Assurance.EmailedCode), (holding.KeyThumbprint, holding.Assurance));
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
        Assert.Equal([HistoryWhat.CodeSent, HistoryWhat.DeviceMovedByCode],
            await db.Set<HistoryLine>().Where(line => line.What == HistoryWhat.CodeSent || line.What == HistoryWhat.DeviceMovedByCode).OrderBy(line => line.Id).Select(line => line.What).ToListAsync());
        // As the person that was in before.
        Assert.Equal(old.Participant, (await scene.Claim(device: Scene.Browser(moved.Here!))).Value.Participant);
        Assert.Equal("invitation.other-device", (await scene.Claim(device: Scene.Browser("phone"))).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_wrong_address_is_answered_and_counted_like_the_right_one_and_nothing_is_mailed(Engine engine)
    {
        await using var scene = await Bound(engine);
        var wrong = (await scene.AskForCode(Scene.NewAsker(), "eve@elsewhere.example")).Value;
        Assert.Equal((0, 0), (await scene.Count<OutboxMail>(), await scene.Count<EntryCode>()));
        var right = (await scene.AskForCode(Scene.NewAsker(), network: "198.51.100.4")).Value;
        Assert.Equal((right.ExpiresAt, right.Purpose), (wrong.ExpiresAt, wrong.Purpose));
        Assert.Equal((1, 1), (await scene.Count<OutboxMail>(), await scene.Count<EntryCode>()));
        await using (var db = scene.Store.Read()) Assert.Equal([1, 1], await db.Set<WrongAddressCount>().Select(count => count.Tries).ToListAsync());
        // Right or wrong, asking is counted: then there is a pause for either.
        for (var i = 0; i < 4; i++) Assert.Null((await scene.AskForCode(Scene.NewAsker(), i % 2 == 0 ? Scene.BensAddress : "eve@elsewhere.example")).Problem);
        Assert.Equal("invitation.too-many-tries", (await scene.AskForCode(Scene.NewAsker())).Problem?.Code);
        Assert.Equal("invitation.too-many-tries", (await scene.AskForCode(Scene.NewAsker(), "eve@elsewhere.example")).Problem?.Code);
        Assert.Equal("invitation.address-needed", (await scene.AskForCode(Scene.NewAsker(), email: null)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Beyond_ten_an_hour_nothing_is_mailed_and_nobody_told(Engine engine)
    {
        await using var scene = await Bound(engine);
        for (var i = 0; i < EntryCodeRules.MostForInvitation + 3; i++) Assert.Null((await scene.AskForCode(Scene.NewAsker(), network: $"198.51.100.{i}")).Problem);
        Assert.Equal(EntryCodeRules.MostForInvitation, await scene.Count<OutboxMail>());
    }

    [Theory, OnBothDatabases]
    public async Task Whatever_is_wrong_with_a_code_is_one_answer(Engine engine)
    {
        await using var scene = await Bound(engine);
        var (laptop, other) = (Scene.NewAsker(), Scene.NewAsker());
        Assert.Equal(NoCode, (await Take(scene, "123456", null, "never asked")).Problem?.Code);
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        Assert.Equal(NoCode, (await Take(scene, code, other, "another browser")).Problem?.Code);
        Assert.Equal(NoCode, (await Take(scene, Not(code), laptop, "mistyped")).Problem?.Code);
        Assert.Null((await Take(scene, code, laptop, "laptop")).Problem);
        Assert.Equal(NoCode, (await Take(scene, code, laptop, "used")).Problem?.Code);

        scene.Time.Advance(EntryCodeRules.Apart);
        await scene.AskForCode(laptop, network: "198.51.100.4");
        var late = await scene.MailedCode();
        scene.Time.Advance(EntryCodeRules.Life);
        await Connected(scene);
        Assert.Equal(NoCode, (await Take(scene, late, laptop, "late")).Problem?.Code);

        await scene.AskForCode(laptop, network: "198.51.100.4");
        var guessed = await scene.MailedCode();
        for (var i = 0; i < EntryCodeRules.MostTries; i++) Assert.Equal(NoCode, (await Take(scene, Not(guessed), laptop, "thief", $"192.0.2.{i}")).Problem?.Code);
        Assert.Equal(NoCode, (await Take(scene, guessed, laptop, "too late", "192.0.2.200")).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Codes_typed_at_random_meet_a_pause(Engine engine)
    {
        await using var scene = await Bound(engine);
        for (var i = 0; i < 5; i++) Assert.Equal(NoCode, (await Take(scene, $"00000{i}", Scene.NewAsker(), "thief")).Problem?.Code);
        var paused = (await Take(scene, "000005", Scene.NewAsker(), "thief")).Problem;
        Assert.Equal("invitation.too-many-tries", paused?.Code);
        Assert.NotNull(paused?.RetryAfter);
    }

    [Theory, OnBothDatabases]
    public async Task A_code_to_enter_by_moves_nothing(Engine engine)
    {
        await using var scene = await Scene.Set(engine);
        await scene.Set("""{"verification":"codeForAll"}""");
        var (laptop, phone) = (Scene.NewAsker(), Scene.NewAsker());
        await scene.AskForCode(laptop);
        var toEnter = await scene.MailedCode();
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        await scene.AskForCode(phone);
        Assert.Null((await scene.ClaimWithCode(await scene.MailedCode(), phone, device: Scene.Browser("phone"))).Problem);
        Assert.Equal(NoCode, (await Take(scene, toEnter, laptop, "laptop")).Problem?.Code);
        // It has shown by it that it knows the address, though, and may ask for the other.
        scene.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await scene.AskForCode(laptop, email: null)).Problem);
        Assert.Null((await Take(scene, await scene.MailedCode(), laptop, "laptop")).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_with_one_code_at_once_one_moves(Engine engine)
    {
        await using var scene = await Bound(engine);
        var laptop = Scene.NewAsker();
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => Take(scene, code, laptop, $"key {i}", $"198.51.100.{i}"))));
        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.All(outcomes.Where(outcome => outcome.Problem is not null), outcome => Assert.Equal(NoCode, outcome.Problem!.Code));
        await using var db = scene.Store.Read();
        Assert.StartsWith("key ", (await db.Set<DeviceBinding>().SingleAsync(device => device.RevokedAt == null)).KeyThumbprint, StringComparison.Ordinal);
        Assert.Equal(1, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
    }

    [Theory, OnBothDatabases]
    public async Task Moved_and_revoked_at_once_leaves_nobody_in(Engine engine)
    {
        await using var scene = await Bound(engine);
        var laptop = Scene.NewAsker();
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        await Task.WhenAll(
            Task.Run(() => Take(scene, code, laptop, "laptop")),
            Task.Run(() => scene.Store.Door.Write(db => db.Revoke(scene.Invitation, scene.Ada, null, scene.Time.Now()))));
        await using var db = scene.Store.Read();
        Assert.Equal(0, await db.Set<DeviceBinding>().CountAsync(device => device.RevokedAt == null));
        Assert.Equal(0, (await db.Set<Invitation>().SingleAsync()).BoundDevices);
        Assert.Equal("invitation.revoked", (await Take(scene, code, laptop, "tablet")).Problem?.Code);
        Assert.Equal("invitation.revoked", (await scene.AskForCode(laptop)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Where_both_are_needed_the_code_comes_first_and_the_host_sees_that_it_was_right(Engine engine)
    {
        await using var scene = await Bound(engine, role: Role.Moderator);
        await scene.Set(Both);
        var laptop = Scene.NewAsker();
        Assert.Equal("invitation.code-first", (await Hosts(scene).Ask(Asking(scene, Visitor.Typing(Scene.BensAddress), "laptop"))).Problem?.Code);
        await scene.AskForCode(laptop);
        var moved = (await Take(scene, await scene.MailedCode(), laptop, "laptop")).Value;
        Assert.Null(moved.Here);
        Assert.Null(moved.Session);
        await using (var db = scene.Store.Read())
        {
            Assert.Equal(Assurance.EmailedCode, (await db.Set<DeviceRequest>().SingleAsync()).Assurance);
            Assert.Equal("phone", (await db.Set<DeviceBinding>().SingleAsync(device => device.RevokedAt == null)).KeyThumbprint);
        }
        var decide = new DecideDeviceRequest(scene.Store.Door, scene.Settings, new SessionChanges(), new RegisterChanges(), scene.Time);
        Assert.Null((await decide.Approve(scene.Invitation, moved.Asked!.Id, new Decider(null, "Ada Lindqvist", null))).Problem);
        await using (var db = scene.Store.Read())
        {
            var holding = await db.Set<DeviceBinding>().SingleAsync(device => device.RevokedAt == null);
            Assert.Equal(("laptop", Assurance.EmailedCode), (holding.KeyThumbprint, holding.Assurance));
        }
    }

    [Theory, OnBothDatabases]
    public async Task Where_a_host_has_the_only_word_no_code_is_sent_and_none_works(Engine engine)
    {
        await using var scene = await Bound(engine);
        var laptop = Scene.NewAsker();
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        await scene.Set("""{"newDevice":"hostApproval"}""");
        Assert.Equal(NoCode, (await Take(scene, code, laptop, "laptop")).Problem?.Code);
        Assert.Equal("invitation.other-device", (await scene.AskForCode(Scene.NewAsker())).Problem?.Code);
        Assert.Equal(1, await scene.Count<OutboxMail>());
    }

    [Theory, OnBothDatabases]
    public async Task A_role_that_needs_a_key_does_not_move_to_a_device_without(Engine engine)
    {
        await using var scene = await Bound(engine, role: Role.Speaker);
        var laptop = Scene.NewAsker();
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        Assert.Equal("invitation.weak-device", (await Take(scene, code, laptop, null)).Problem?.Code);
        Assert.Null((await Take(scene, code, laptop, "laptop")).Problem);
    }

    [Fact]
    public async Task An_address_that_the_site_came_to_refuse_moves_nothing()
    {
        await using var scene = await Bound(Engine.Sqlite);
        var laptop = Scene.NewAsker();
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        await scene.Set("""{"domains":{"block":["tidewright.example"]}}""");
        Assert.Equal(NoCode, (await Take(scene, Not(code), laptop, "laptop")).Problem?.Code);
        Assert.Equal("domain.blocked", (await Take(scene, code, laptop, "laptop")).Problem?.Code);
    }

    [Fact]
    public async Task A_device_that_is_in_has_nothing_to_move()
    {
        await using var scene = await Bound(Engine.Sqlite);
        Assert.Equal("invitation.device-not-needed", (await Take(scene, "123456", null, "phone")).Problem?.Code);
    }

    [Fact]
    public async Task Nothing_that_is_stored_tells_the_code()
    {
        await using var scene = await Bound(Engine.Sqlite);
        var laptop = Scene.NewAsker();
        await scene.AskForCode(laptop);
        var code = await scene.MailedCode();
        await using var db = scene.Store.Read();
        Assert.Equal(laptop.HashOf(CodePurpose.NewDevice, code), (await db.Set<EntryCode>().SingleAsync()).CodeHash);
        Assert.DoesNotContain(code, Encoding.UTF8.GetString((await db.Set<OutboxMail>().SingleAsync()).Secret!), StringComparison.Ordinal);
        Assert.All(await db.Set<HistoryLine>().ToListAsync(), line => Assert.DoesNotContain(code, line.Detail, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("123456", true)]
    [InlineData(" 123 456 ", true)]
    [InlineData("١٢٣٤٥٦", true)]
    [InlineData("1234567", false)]
    [InlineData("a123456", false)]
    [InlineData("1234-5678", false)]
    [InlineData("abcd-efgh", false)]
    [InlineData("", false)]
    public void Six_digits_are_a_mailed_code_and_no_other(string typed, bool mailed) => Assert.Equal(mailed, EntryCodeRules.LooksLikeOne(typed));

    private static string Not(string code) => code == "000000" ? "000001" : "000000";

    /// <summary>Ben is in on his phone, and his phone alone.</summary>
    private static async Task<Scene> Bound(Engine engine, Role role = Role.Viewer)
    {
        var scene = await Scene.Set(engine, role: role);
        Assert.Null((await scene.Claim(device: Scene.Browser("phone"))).Problem);
        return scene;
    }

    /// <summary>So that no binding lapses.</summary>
    private static Task Connected(Scene scene)
    {
        var now = scene.Time.Now();
        return scene.Change(db => db.Set<DeviceBinding>().ExecuteUpdateAsync(set => set.SetProperty(device => device.ConnectedAt, now)));
    }

    private static Task<Outcome<MovedByCode>> Take(Scene scene, string code, AskingBrowser? browser, string? key, string network = "203.0.113.8") =>
        new MoveByCode(scene.Store.Door, scene.Settings, Hosts(scene), new SessionChanges(), new RegisterChanges(), scene.Outbox, scene.Time)
            .Take(Asking(scene, Visitor.Nobody, key, network), browser, code);

    private static AskForDevice Hosts(Scene scene) => new(scene.Store.Door, scene.Settings, new SessionChanges(), scene.Outbox, new RegisterChanges(), scene.Time);

    private static DeviceAsk Asking(Scene scene, Visitor visitor, string? key, string network = "203.0.113.8") =>
        new(scene.Token, visitor, Scene.Browser(key), "Firefox", "Linux", network, "203.0.113.0/24", network);
}
