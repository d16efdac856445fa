using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Privacy;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;

namespace Usher.Tests.GuestLinks;

/// <summary>Guest links over real HTTP, from the host's side and from the guest's.</summary>
public sealed class GuestLinkTests
{
    [Theory, OnBothDatabases]
    public async Task Of_fifty_at_once_as_many_come_in_as_the_link_has_uses_and_the_others_hear_why(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (id, token) = await Link(host, room, uses: 5);
        Visitor[] racers = [.. Enumerable.Range(0, 50).Select(_ => site.NewVisitor())];

        var answers = await Task.WhenAll(racers.Select((racer, number) => Claim(racer, token, $"racer{number}@harbour.example")));

        Assert.Equal(5, answers.Count(answer => answer.Status is HttpStatusCode.OK));
        Assert.All(answers.Where(answer => answer.Status is not HttpStatusCode.OK), loser => Assert.Equal((HttpStatusCode.Forbidden, "guest-link.full"), (loser.Status, loser.Code)));
        Assert.Equal(5, answers.Where(answer => answer.Status is HttpStatusCode.OK).Select(answer => answer["participant"]).Distinct().Count());

        // Coming back on the same device is no use; a new one is.
        var winner = Array.FindIndex(answers, answer => answer.Status is HttpStatusCode.OK);
        var again = (await racers[winner].Post($"/guest/{token}/claim", new { })).Fine();
        Assert.Equal(answers[winner]["participant"], again["participant"]);
        var shown = (await host.Get($"/rooms/{room}/guest-links/{id}")).Fine().Body;
        Assert.Equal((5, "full", 5), (shown.GetProperty("link").GetProperty("uses").GetInt32(), shown.GetProperty("link").GetProperty("state").GetString(), shown.GetProperty("guests").GetArrayLength()));
        foreach (var racer in racers) racer.Dispose();
    }

    [Theory, OnBothDatabases]
    public async Task The_same_form_sent_twice_at_once_is_one_use(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (id, token) = await Link(host, room, uses: 5);
        using var gus = site.NewVisitor();
        var page = await gus.Open($"/g/{token}");

        (string, string)[] fields = [("firstName", "Gus"), ("lastName", "Thorn"), ("email", Cast.Gus.Email)];
        await Task.WhenAll(gus.Submit(page, "form[data-claim]", fields), gus.Submit(page, "form[data-claim]", fields));

        Assert.Equal(1, (await host.Get($"/rooms/{room}/guest-links/{id}")).Fine().Body.GetProperty("link").GetProperty("uses").GetInt32());
        Assert.StartsWith("/live/", (await gus.Open($"/g/{token}")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_changes_nothing_and_what_is_no_link_is_one_answer()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (id, token) = await Link(host, room, uses: 1);
        using var scanner = site.NewVisitor();
        for (var looks = 0; looks < 3; looks++)
        {
            var page = await scanner.Open($"/g/{token}");
            Assert.NotNull(page.Document.QuerySelector("form[data-claim]"));
            using var head = new HttpRequestMessage(HttpMethod.Head, $"/g/{token}");
            (await scanner.Http.SendAsync(head)).Dispose();
            Assert.Equal("admit", (await scanner.Get($"/guest/{token}")).Fine()["verdict"]);
        }
        Assert.Equal(0, (await host.Get($"/rooms/{room}/guest-links/{id}")).Fine().Body.GetProperty("link").GetProperty("uses").GetInt32());

        var invitation = (await host.Invite(room, Cast.Ben)).Token;
        foreach (var none in new[] { "x", Secret.New(), invitation, token[..51] })
        {
            Assert.Equal((HttpStatusCode.NotFound, "invitation.unknown-link"), ((await scanner.Get($"/guest/{none}")).Status, (await scanner.Get($"/guest/{none}")).Code));
            Assert.Equal("invitation.unknown-link", (await Claim(scanner, none)).Code);
            Assert.Equal(HttpStatusCode.NotFound, (await scanner.Open($"/g/{none}")).Status);
        }
        (await Send(host, HttpMethod.Delete, $"/rooms/{room}/guest-links/{id}")).Dispose();
        Assert.Equal("invitation.unknown-link", (await Claim(scanner, token)).Code);
    }

    [Fact]
    public async Task The_link_is_kept_sealed_and_can_be_copied_again_by_those_who_may_write()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (_, token) = await Link(host, room);
        Assert.EndsWith($"/g/{token}", (await host.Get($"/rooms/{room}/guest-links")).Fine().Body[0].GetProperty("url").GetString(), StringComparison.Ordinal);
        await using var db = site.Read();
        var stored = await db.GuestLinks.SingleAsync();
        Assert.Equal(Secret.Hash(token), stored.TokenHash);
        Assert.DoesNotContain(token, System.Text.Encoding.UTF8.GetString(stored.SealedToken!), StringComparison.Ordinal);

        var mina = (await db.Set<Usher.Accounts.Account>().SingleAsync()).Id;
        using var reader = site.NewVisitor().WithToken(await site.Token(mina, "invitations:read"));
        Assert.False((await reader.Get($"/rooms/{room}/guest-links")).Fine().Body[0].TryGetProperty("url", out _));
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.Post($"/rooms/{room}/guest-links", new { name = "x" })).Status);
    }

    [Fact]
    public async Task A_change_made_from_an_old_version_is_refused_and_the_cap_holds()
    {
        await using var site = await UsherSite.Start(settings: [.. FirstAdmin.Settings, "Settings:invitations:guestLinksMax=2"]);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (id, _) = await Link(host, room, uses: 1);
        var path = $"/rooms/{room}/guest-links/{id}";
        using (var changed = await Send(host, HttpMethod.Patch, path, new { name = "Newsletter", maxUses = 10 }, "\"1\"")) Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using (var stale = await Send(host, HttpMethod.Patch, path, new { maxUses = 2 }, "\"1\"")) Assert.Equal("request.stale", await stale.Problem());
        using (var free = await Send(host, HttpMethod.Patch, path, new { maxUses = -1 }))
            Assert.False((await free.Json()).TryGetProperty("maxUses", out _));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Patch(path, new { maxUses = 0 })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post($"/rooms/{room}/guest-links", new { name = " ", lifetimeMinutes = 0 })).Status);

        var made = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Post($"/rooms/{room}/guest-links", new { name = "One more" })));
        Assert.Single(made, answer => answer.Status is HttpStatusCode.Created);
        Assert.All(made.Where(answer => answer.Status is not HttpStatusCode.Created), answer => Assert.Equal("guest-link.too-many", answer.Code));
    }

    [Fact]
    public async Task Who_may_not_invite_learns_nothing_of_the_links()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (id, _) = await Link(host, room);
        using var dana = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Dana, Usher.Accounts.SiteRole.Creator), [.. Usher.Accounts.Scopes.All.Where(scope => scope != "admin")]));
        foreach (var answer in new[]
        {
            await dana.Get($"/rooms/{room}/guest-links"), await dana.Get($"/rooms/{room}/guest-links/{id}"), await dana.Get($"/rooms/{room}/guest-access"),
            await dana.Post($"/rooms/{room}/guest-links", new { name = "Mine" }), await dana.Patch($"/rooms/{room}/guest-links/{id}", new { enabled = false }),
        }) Assert.Equal(HttpStatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task A_guest_is_in_as_guest_and_turning_the_link_off_can_put_them_out()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (id, token) = await Link(host, room);
        using var gus = site.NewVisitor();
        (await Claim(gus, token)).Fine();
        await using var live = await LiveClient.Connect(site.Address, gus.Cookies.Header);
        Assert.Null(await live.Enter(SessionId.Parse(session, null)));
        Assert.Equal("guest", (string?)live.Welcome!["you"]!["role"]);
        Assert.True((bool)live.Welcome["view"]!["participants"]!.AsArray().Single()!["guest"]!);

        (await host.Patch($"/rooms/{room}/guest-links/{id}", new { enabled = false })).Fine();
        using var late = site.NewVisitor();
        Assert.Equal("guest-link.off", (await Claim(late, token, Cast.Femi.Email)).Code);
        // Who is in stays in, and comes back.
        await using (var back = await LiveClient.Connect(site.Address, gus.Cookies.Header)) Assert.Null(await back.Enter(SessionId.Parse(session, null)));
        Assert.True(live.IsOpen);

        (await host.Patch($"/rooms/{room}/guest-links/{id}", new { enabled = false, removeGuests = true })).Fine();
        Assert.Equal("guest-link.off", await live.Out);
        await using (var back = await LiveClient.Connect(site.Address, gus.Cookies.Header)) Assert.Equal("guest-link.off", await back.Enter(SessionId.Parse(session, null)));
        await using var db = site.Read();
        Assert.Contains("guest-link.turned-off-and-cleared", await db.Set<AuditLine>().Select(line => line.What).ToListAsync());
    }

    [Fact]
    public async Task Who_is_removed_comes_back_neither_by_cookie_nor_by_key_nor_by_address()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (_, token) = await Link(host, room);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var gus = site.NewVisitor();
        (await Claim(gus, token, key: key, site: site)).Fine();
        await using var live = await LiveClient.Connect(site.Address, gus.Cookies.Header);
        Assert.Null(await live.Enter(SessionId.Parse(session, null), key));
        await using var mina = await LiveClient.Connect(site.Address, token: FirstAdmin.Token);
        Assert.Null(await mina.Enter(SessionId.Parse(session, null)));
        Assert.Null((await mina.Call("Remove", (string)live.Welcome!["you"]!["participant"]!)).Problem);
        Assert.Equal("live.removed", await live.Out);

        Assert.Equal("guest-link.removed", (await Claim(gus, token, Cast.Femi.Email)).Code);
        using var cleared = site.NewVisitor();
        Assert.Equal("guest-link.removed", (await Claim(cleared, token, Cast.Femi.Email, key, site)).Code);
        using var elsewhere = site.NewVisitor();
        Assert.Equal("guest-link.removed", (await Claim(elsewhere, token, Cast.Gus.Email.ToUpperInvariant())).Code);
        // Who is invited to the address that they typed is somebody else, as far as anybody knows: it throws nobody out.
        var invitation = await host.Invite(room, Cast.Gus);
        using var invited = site.NewVisitor();
        (await invited.Post($"/entry/{invitation.Token}/claim", new { email = Cast.Gus.Email })).Fine();
        await using var other = await LiveClient.Connect(site.Address, invited.Cookies.Header);
        Assert.Null(await other.Enter(SessionId.Parse(session, null)));
        // Somebody else is welcome.
        using var femi = site.NewVisitor();
        (await Claim(femi, token, Cast.Femi.Email)).Fine();
    }

    [Theory, OnBothDatabases]
    public async Task Who_was_removed_does_not_come_back_by_being_erased_until_the_session_is_over(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (_, token) = await Link(host, room);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var gus = site.NewVisitor();
        (await Claim(gus, token, key: key, site: site)).Fine();
        await using var live = await LiveClient.Connect(site.Address, gus.Cookies.Header);
        Assert.Null(await live.Enter(SessionId.Parse(session, null), key));
        await using var mina = await LiveClient.Connect(site.Address, token: FirstAdmin.Token);
        Assert.Null(await mina.Enter(SessionId.Parse(session, null)));
        Assert.Null((await mina.Call("Remove", (string)live.Welcome!["you"]!["participant"]!)).Problem);
        Assert.Equal("live.removed", await live.Out);
        (await host.Post("/admin/erasures", new { email = Cast.Gus.Email })).Fine();

        Assert.Equal("guest-link.removed", (await Claim(gus, token, Cast.Femi.Email)).Code);
        using var elsewhere = site.NewVisitor();
        Assert.Equal("guest-link.removed", (await Claim(elsewhere, token, Cast.Gus.Email.ToUpperInvariant())).Code);
        Assert.Equal("guest-link.removed", (await Claim(elsewhere, token, Cast.Femi.Email, key, site)).Code);
        var invitation = await host.Invite(room, Cast.Gus);
        using var invited = site.NewVisitor();
        (await invited.Post($"/entry/{invitation.Token}/claim", new { email = Cast.Gus.Email })).Fine();
        await using var other = await LiveClient.Connect(site.Address, invited.Cookies.Header);
        Assert.Null(await other.Enter(SessionId.Parse(session, null)));
        using var femi = site.NewVisitor();
        (await Claim(femi, token, Cast.Femi.Email)).Fine();

        // What keeps them out goes with what they are kept out of.
        (await host.Post($"/rooms/{room}/sessions/{session}/close", new { })).Fine();
        await site.Services.GetServices<IHostedService>().OfType<Retention>().Single().Sweep(TestContext.Current.CancellationToken);
        await using var db = site.Read();
        Assert.Empty(db.RemovalMarks);
    }

    [Fact]
    public async Task A_copied_cookie_opens_nothing_without_the_key()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (_, token) = await Link(host, room);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var gus = site.NewVisitor();
        (await Claim(gus, token, key: key, site: site)).Fine();
        await using var thief = await LiveClient.Connect(site.Address, gus.Cookies.Header);
        Assert.Equal("invitation.bad-proof", await thief.Enter(SessionId.Parse(session, null)));
    }

    [Fact]
    public async Task Without_script_the_pages_do_it_all()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor();
        await host.SignIn(Cast.Mina);
        using var api = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await api.OpenRoom();
        var page = await host.Open($"/rooms/{room}/guest-access");
        Assert.Contains("No guest can come in", page.Text, StringComparison.Ordinal);
        page = await host.Submit(page, "form:has(input[name=enabled][value=true])");
        page = await host.Submit(await host.Open($"/rooms/{room}/guest-access/new"), "form[data-dialog]", ("name", "Poster"), ("maxUses", "many"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        page = await host.Submit(page, "form[data-dialog]", ("maxUses", "2"));
        Assert.Contains("0 of 2 places taken", page.Text, StringComparison.Ordinal);
        var link = new Uri(page.Document.QuerySelector("input[readonly]")!.GetAttribute("value")!).AbsolutePath;

        using var gus = site.NewVisitor();
        var asked = await gus.Submit(await gus.Open(link), "form[data-claim]", ("firstName", "Gus"), ("lastName", ""), ("email", "nowhere"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.Status);
        Assert.Equal("Gus", asked.Document.QuerySelector("#firstName")!.GetAttribute("value"));
        Assert.NotNull(asked.Document.QuerySelector("#lastName-fault"));
        Assert.NotNull(asked.Document.QuerySelector("#email-fault"));
        var entered = await gus.Submit(asked, "form[data-claim]", ("lastName", "Thorn"), ("email", Cast.Gus.Email));
        Assert.Equal($"/live/{session}", entered.Path);
        page = await host.Open($"/rooms/{room}/guest-access");
        Assert.Contains("1 of 2 places taken", page.Text, StringComparison.Ordinal);
        Assert.Contains(Cast.Gus.Email, page.Text, StringComparison.Ordinal);
        page = await host.Submit(page, "form[action$='/turn']");
        Assert.Contains("Turn on", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.NewVisitor().Open(link)).Status);
        page = await host.Submit(page, "form[action$='/delete']");
        Assert.Contains("No guest link yet", page.Text, StringComparison.Ordinal);
    }

    internal static async Task<(string Id, string Token)> Link(Visitor host, string room, int? uses = null)
    {
        (await Send(host, HttpMethod.Put, $"/rooms/{room}/guest-access", new { enabled = true })).Dispose();
        var made = (await host.Post($"/rooms/{room}/guest-links", new { name = "Poster", maxUses = uses })).Fine();
        return (made["id"], made["url"].Split("/g/")[1]);
    }

    internal static async Task<ApiAnswer> Claim(Visitor guest, string token, string? email = null, ECDsa? key = null, UsherSite? site = null)
    {
        var path = $"/api/v1/guest/{token}/claim";
        var proof = key is null ? null : DeviceKey.Proof(key, site!.Address, (await guest.Get($"/guest/{token}")).Fine()["nonce"], TimeProvider.System.Now(), "POST", path);
        return await guest.Post($"/guest/{token}/claim", new { firstName = "Gus", lastName = "Thorn", email = email ?? Cast.Gus.Email, proof });
    }

    private static async Task<HttpResponseMessage> Send(Visitor visitor, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await visitor.Http.SendAsync(request);
    }
}
