using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Usher.Data;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;

namespace Usher.Tests.Webhooks;

/// <summary>Other programs are told what happens, signed, in order, at least once and until they have it.</summary>
public sealed class WebhookTests
{
    private const string Inside = "PrivateNetworks:0=127.0.0.0/8";
    private static readonly string[] Everything = ["invitation.issued", "invitation.claimed", "invitation.refused", "invitation.revoked", "session.opened", "session.ended", "participant.joined", "participant.left"];

    [Theory, OnBothDatabases]
    public async Task What_becomes_of_an_invitation_is_told(Engine engine)
    {
        await using var receiver = await Receiver.Start();
        await using var site = await InvitingSite.Start(engine, null, Inside);
        var (_, secret) = await Listen(site, receiver);
        var (id, link) = await site.InviteBen();
        using var ben = site.Site.NewVisitor();
        Assert.Equal(403, (await site.Claim(link, ben.Http, "somebody.else@harbour.example")).Status);
        Assert.Equal(200, (await site.Claim(link, ben.Http)).Status);
        Assert.Equal(200, (await site.Post($"{site.Invitations}/{id}/revoke")).Status);
        await Until(() => receiver.All.Count >= 4);
        Assert.Equal(["invitation.claimed", "invitation.issued", "invitation.refused", "invitation.revoked"], receiver.All.Select(one => one.Type).Order());
        Assert.All(receiver.All, one => Assert.Equal(id, one.Data.GetProperty("invitation").GetProperty("id").GetString()));
        Assert.All(receiver.All, one => Assert.True(IsSigned(one, secret), one.Signature));
        Assert.DoesNotContain(link.Split('/')[^1], string.Concat(receiver.All.Select(one => one.Body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_taken_is_sent_again_with_the_same_id_for_a_day()
    {
        var time = Clock();
        await using var receiver = await Receiver.Start();
        receiver.Answers = before => before < 3 ? (503, null) : (200, null);
        await using var site = await InvitingSite.Start(Engine.Sqlite, time, Inside);
        var (webhook, _) = await Listen(site, receiver);
        await site.InviteBen();
        await Until(() => receiver.All.Count == 4, time);
        Assert.Single(receiver.All.Select(one => one.Id).Distinct());
        Assert.Single(receiver.All.Select(one => one.Body).Distinct());
        await Until(async () => (await Log(site, webhook))[0].GetProperty("state").GetString() == "delivered", time);

        receiver.Answers = _ => (503, null);
        await site.Invite(new { email = "cy.marsh@harbour.example" });
        await Until(async () => (await Log(site, webhook))[0].GetProperty("state").GetString() == "failed", time, TimeSpan.FromMinutes(10));
        Assert.Equal(503, (await Log(site, webhook))[0].GetProperty("status").GetInt32());
        Assert.Equal(1, (await site.Get($"/admin/webhooks/{webhook}")).Body.GetProperty("failing").GetInt32());
    }

    [Fact]
    public async Task What_failed_can_be_replayed()
    {
        await using var receiver = await Receiver.Start();
        await using var site = await InvitingSite.Start(Engine.Sqlite, null, Inside);
        var (webhook, _) = await Listen(site, receiver);
        await site.InviteBen();
        await Until(() => receiver.All.Count == 1);
        var delivery = (await Log(site, webhook))[0].GetProperty("id").GetString();
        Assert.Equal(204, (await site.Post($"/admin/webhooks/{webhook}/deliveries/{delivery}/replay")).Status);
        await Until(() => receiver.All.Count == 2);
        Assert.Equal(receiver.All[0].Id, receiver.All[1].Id);
        Assert.Equal("webhook.unknown-delivery", (await site.Post($"/admin/webhooks/{webhook}/deliveries/{webhook}/replay")).Code);
    }

    [Fact]
    public async Task Who_says_that_it_is_gone_is_told_nothing_more()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = _ => (410, null);
        await using var site = await InvitingSite.Start(Engine.Sqlite, null, Inside);
        var (webhook, _) = await Listen(site, receiver);
        await site.InviteBen();
        await Until(async () => !(await site.Get($"/admin/webhooks/{webhook}")).Body.GetProperty("enabled").GetBoolean());
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task A_redirect_leads_nowhere()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = _ => (302, "/elsewhere");
        await using var site = await InvitingSite.Start(Engine.Sqlite, null, Inside);
        var (webhook, _) = await Listen(site, receiver);
        await site.InviteBen();
        await Until(async () => (await Log(site, webhook))[0].TryGetProperty("status", out var status) && status.GetInt32() == 302);
        Assert.All(receiver.All, one => Assert.Equal("/", one.Path));
    }

    [Fact]
    public async Task A_private_address_is_neither_taken_nor_called()
    {
        await using var site = await InvitingSite.Start();
        foreach (var url in new[] { "http://127.0.0.1:9/", "https://localhost/", "https://169.254.169.254/latest/meta-data", "https://[::1]/" })
        {
            var refused = await site.Post("/admin/webhooks", new { name = "Inside", url, types = Everything });
            Assert.Equal(422, refused.Status);
            Assert.True(refused.Body.GetProperty("errors").TryGetProperty("url", out _), url);
        }
    }

    [Fact]
    public async Task Opening_and_ending_are_told_once_though_only_the_clock_brings_them()
    {
        var time = Clock();
        await using var receiver = await Receiver.Start();
        await using var site = await InvitingSite.Start(Engine.Sqlite, time, Inside);
        var (webhook, _) = await Listen(site, receiver);
        var start = time.GetUtcNow().AddMinutes(2);
        var session = (await site.Post($"/rooms/{site.Room}/sessions", new { startsAt = start, endsAt = start.AddMinutes(10) })).Text("id");
        // The clock leaps only while nothing is on its way: a delivery that it overtook would be taken for lost, and made again.
        foreach (var (leap, told) in new[] { (TimeSpan.FromMinutes(2), "session.opened"), (TimeSpan.FromMinutes(10) + SessionRules.Overrun, "session.ended") })
        {
            time.Advance(leap);
            await Until(
                async () => (await Log(site, webhook)).Any(one => one.GetProperty("type").GetString() == told && one.TryGetProperty("status", out var status) && status.ValueKind is JsonValueKind.Number),
                time, TimeSpan.FromMilliseconds(250));
        }
        for (var i = 0; i < 20; i++) await Pass(time, TimeSpan.FromSeconds(5));
        Assert.Equal(["session.opened", "session.ended"], receiver.All.Where(one => About(one) == session).Select(one => one.Type));
    }

    [Fact]
    public async Task After_a_new_secret_both_sign_for_a_day()
    {
        var time = Clock();
        await using var receiver = await Receiver.Start();
        await using var site = await InvitingSite.Start(Engine.Sqlite, time, Inside);
        var (webhook, first) = await Listen(site, receiver);
        var second = (await site.Post($"/admin/webhooks/{webhook}/secret")).Text("secret");
        Assert.Equal(204, (await site.Post($"/admin/webhooks/{webhook}/test")).Status);
        await Until(() => receiver.All.Count == 1, time);
        Assert.True(IsSigned(receiver.All[0], first) && IsSigned(receiver.All[0], second));
        time.Advance(TimeSpan.FromHours(25));
        await site.Post($"/admin/webhooks/{webhook}/test");
        await Until(() => receiver.All.Count == 2, time);
        Assert.True(!IsSigned(receiver.All[1], first) && IsSigned(receiver.All[1], second));
    }

    [Fact]
    public async Task Several_nodes_deliver_each_event_once()
    {
        await using var receiver = await Receiver.Start();
        await using var site = await InvitingSite.Start(Engine.Postgres, null, Inside);
        await using var other = await site.Site.StartAnotherNode(Inside, $"DataDirectory={site.Site.DataDirectory}");
        await Listen(site, receiver);
        for (var i = 0; i < 30; i++) Assert.Equal(201, (await site.Invite(new { email = $"guest-{i}@harbour.example" })).Status);
        await Until(() => receiver.All.Count(one => one.Type == "invitation.issued") >= 30);
        Assert.Equal(receiver.All.Count, receiver.All.Select(one => one.Id).Distinct().Count());
    }

    [Fact]
    public async Task Webhooks_are_for_admins()
    {
        await using var site = await UsherSite.Start();
        using var ada = site.NewVisitor().WithToken(await site.Token(await site.Enroll(Cast.Ada, Usher.Accounts.SiteRole.Creator), [.. Usher.Accounts.Scopes.All]));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await ada.Get("/admin/webhooks")).Status);
        using var stranger = site.NewVisitor();
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await stranger.Get("/admin/webhooks")).Status);
    }

    private static FakeTimeProvider Clock() => new(new DateTimeOffset(2024, 11, 28, 15, 47, 0, TimeSpan.Zero));

    private static string? About(Received one) => one.Data.TryGetProperty("session", out var session) ? session.GetProperty("id").GetString() : null;

    private static async Task<(string Webhook, string Secret)> Listen(InvitingSite site, Receiver receiver)
    {
        var made = await site.Post("/admin/webhooks", new { name = "Ours", url = receiver.Url, types = Everything });
        Assert.Equal(201, made.Status);
        return (made.Body.GetProperty("webhook").GetProperty("id").GetString()!, made.Text("secret"));
    }

    private static async Task<JsonElement[]> Log(InvitingSite site, string webhook) => [.. (await site.Get($"/admin/webhooks/{webhook}/deliveries")).Body.EnumerateArray()];

    // Standard Webhooks 1.0: base64 of HMAC-SHA-256 over "id.timestamp.body", by the decoded secret.
    private static bool IsSigned(Received one, string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{one.Id}.{one.Timestamp}.{one.Body}")));
        return one.Signature.Split(' ').Contains($"v1,{signature}");
    }

    private static Task Until(Func<bool> comes, FakeTimeProvider? time = null, TimeSpan? step = null) => Until(() => Task.FromResult(comes()), time, step);

    private static async Task Until(Func<Task<bool>> comes, FakeTimeProvider? time = null, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await comes())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Pass(time, step ?? TimeSpan.FromSeconds(1));
        }
    }

    private static async Task Pass(FakeTimeProvider? time, TimeSpan step)
    {
        time?.Advance(step);
        await Task.Delay(20);
    }
}
