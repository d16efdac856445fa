using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.GuestLinks;

/// <summary>Whose addresses may enter is the same question at a guest link as at an invitation.</summary>
public sealed class GuestDomainTests
{
    private const string Blocking = """{"domains":{"block":["example.com","*.spam.example","bücher.example"]},"weakDevices":"allow"}""";

    [Theory, OnBothDatabases]
    public async Task A_blocked_domain_comes_in_however_it_is_written_by_no_link_and_uses_nothing_up(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, maxUses: 3, settings: Blocking);
        foreach (var blocked in new[]
        {
            "gus@example.com", "Gus@EXAMPLE.COM", " gus@example.com ", "gus+evil-example.org@example.com", "gus@mail.spam.example", "gus@a.b.SPAM.example",
            "gus@bücher.example", "gus@BÜCHER.example", "gus@xn--bcher-kva.example", "gus@XN--BCHER-KVA.EXAMPLE",
        }) Assert.Equal("domain.blocked", (await scene.Claim(email: blocked)).Problem?.Code);
        // What mail could not go to is no address, whatever it may be taken for.
        foreach (var none in new[] { "gus@example.com.", "gus@example.com..", "gus@example", "gus@.example.com", "gus@evil.example@example.com", "gus@example.com(a)" })
            Assert.Equal("request.fields", (await scene.Claim(email: none)).Problem?.Code);
        Assert.Equal(0, await scene.CameIn());
        foreach (var other in new[] { "gus@evil-example.com", "gus@example.com.evil.example", "gus@spam.example" })
            Assert.Null((await scene.Claim(email: other)).Problem);
        Assert.Equal(3, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task Where_only_some_domains_are_taken_no_other_is(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, settings: """{"domains":{"allow":["example.com"]},"weakDevices":"allow"}""");
        foreach (var other in new[] { "gus@evil-example.com", "gus@mail.example.com", "gus@example.com.evil.example", "gus@exаmple.com" })
            Assert.Equal("domain.blocked", (await scene.Claim(email: other)).Problem?.Code);
        Assert.Null((await scene.Claim(email: "gus@Example.COM")).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task Who_is_in_already_comes_back_whatever_is_blocked_since(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, settings: """{"weakDevices":"allow"}""");
        var came = (await scene.Claim()).Value;
        await scene.Scene.Set("""{"domains":{"block":["harbour.example"]}}""");
        Assert.Equal(came.Participant, (await scene.Claim(device: Invitations.Scene.Browser(came.Cookie!))).Value.Participant);
        Assert.Equal("domain.blocked", (await scene.Claim()).Problem?.Code);
        Assert.Equal(1, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task Who_came_to_an_earlier_session_shows_for_the_next_what_is_asked_now(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, settings: """{"weakDevices":"allow"}""");
        var came = (await scene.Claim()).Value;
        var now = scene.Scene.Time.Now();
        await scene.Scene.Change(async db =>
        {
            var room = await db.Set<Session>().Select(session => session.RoomId).FirstAsync();
            await db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, now));
            db.Add(new Session { Id = SessionId.New(now), RoomId = room, StartsAt = now, CreatedAt = now });
        });
        await scene.Scene.Set("""{"domains":{"block":["harbour.example"]},"weakDevices":"allow"}""");
        Assert.Equal("domain.blocked", (await scene.Claim(device: Invitations.Scene.Browser(came.Cookie!))).Problem?.Code);
        await scene.Scene.Set("""{"domains":{"block":[]},"guestVerification":"emailedCode"}""");
        Assert.Equal("invitation.code-needed", (await scene.Claim(device: Invitations.Scene.Browser(came.Cookie!))).Problem?.Code);
        await scene.Scene.Set("""{"guestVerification":"none"}""");
        Assert.Null((await scene.Claim(device: Invitations.Scene.Browser(came.Cookie!))).Problem);
    }
}
