using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Usher.Accounts;
using Usher.Audit;
using Usher.Data;
using Usher.Tests.Architecture;
using Usher.Tests.Fixtures;
using Usher.Tests.Rooms;

namespace Usher.Tests.Audit;

/// <summary>Who did what to what, when and from where.</summary>
public sealed class AuditTests
{
    [Theory, OnBothDatabases]
    public async Task Lines_are_found_by_each_of_their_parts_and_lead_on_without_a_gap(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var noon = new DateTimeOffset(2024, 11, 1, 12, 0, 0, TimeSpan.Zero);
        await site.Site.Door.Write(db =>
        {
            // Several of one instant, and numbers that do not follow the clock.
            for (var i = 0; i < 30; i++)
                db.Add(new AuditLine { At = noon.AddMinutes(-(i / 3)), By = i % 2 == 0 ? mina.Account.ToString() : "somebody", What = i % 5 == 0 ? "room.created" : "room.edited", On = $"thing-{i}", From = i % 3 == 0 ? "192.0.2.7" : null });
            return Task.CompletedTask;
        });
        var seen = new List<string?>();
        for (var next = "/admin/audit?limit=7"; next is not null;)
        {
            var part = await mina.Get(next);
            seen.AddRange(part.Json.EnumerateArray().Select(line => line.GetProperty("on").GetString()));
            next = part.Link?.Split('<', '>')[1]["/api/v1".Length..];
        }
        Assert.Equal(30, seen.Count);
        Assert.Equal(30, seen.Distinct().Count());
        Assert.Equal(15, (await mina.Get($"/admin/audit?who={Uri.EscapeDataString(Cast.Mina.Email.ToUpperInvariant())}")).Json.GetArrayLength());
        Assert.Equal(15, (await mina.Get("/admin/audit?who=somebody")).Json.GetArrayLength());
        Assert.Equal(6, (await mina.Get("/admin/audit?what=room.created")).Json.GetArrayLength());
        Assert.Equal(30, (await mina.Get("/admin/audit?what=room.")).Json.GetArrayLength());
        Assert.Equal(10, (await mina.Get("/admin/audit?from=192.0.2.7")).Json.GetArrayLength());
        Assert.Equal("Mina Sato", (await mina.Get("/admin/audit?on=thing-4")).Json.EnumerateArray().Single().GetProperty("name").GetString());
        Assert.Equal(6, (await mina.Get("/admin/audit?since=2024-11-01T11:59:00Z&until=2024-11-01T12:00:01Z")).Json.GetArrayLength());
        Assert.Equal(0, (await mina.Get("/admin/audit?cursor=0_0&what=no%25thing")).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_file_of_it_runs_nothing_in_a_spreadsheet()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        await site.Site.Door.Add(new AuditLine { At = DateTimeOffset.UnixEpoch, What = "room.created", On = "x", Detail = "=HYPERLINK(\"https://evil.example\")" });
        using var answer = await mina.Http.GetAsync("/admin/audit/export?what=room.created");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("1970-01-01T00:00:00Z", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPER", text, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=HYPER", text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Only_what_is_older_than_the_site_keeps_it_goes(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var now = site.Time.Now();
        foreach (var days in new[] { 29, 31 }) await site.Site.Door.Add(new AuditLine { At = now.AddDays(-days), What = "room.created", On = $"{days}" });
        var retention = site.Site.Services.GetServices<IHostedService>().OfType<AuditRetention>().Single();
        await retention.Sweep();
        Assert.Equal(2, (await mina.Get("/admin/audit?what=room.created")).Json.GetArrayLength());
        Assert.Equal("200", (await mina.Patch("/admin/settings/site", new { auditDays = 30 })).Said);
        await retention.Sweep();
        Assert.Equal("29", (await mina.Get("/admin/audit?what=room.created")).Json.EnumerateArray().Single().GetProperty("on").GetString());
        Assert.Equal(1, (await mina.Get("/admin/audit?what=settings.changed")).Json.GetArrayLength());
    }

    [Fact]
    public void Nothing_but_retention_and_erasure_changes_or_deletes_a_line()
    {
        var writers = Source.Files("src", "*.cs").Where(file => !file.Contains("/Steps/", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text && text.Contains("Set<AuditLine>", StringComparison.Ordinal)
                && (text.Contains("ExecuteDelete", StringComparison.Ordinal) || text.Contains("ExecuteUpdate", StringComparison.Ordinal) || text.Contains(".Remove(", StringComparison.Ordinal)));
        Assert.Equal(["AuditRetention.cs", "EraseFromAudit.cs"], writers.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(typeof(AuditLine).GetProperties(), property => Assert.Contains(typeof(System.Runtime.CompilerServices.IsExternalInit), property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers()));
    }

    [Fact]
    public async Task What_bears_on_security_leaves_a_line()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var ada = await site.Join(Cast.Ada);
        var ben = await site.Join(Cast.Ben);
        var room = await ada.MakeRoom();
        await ada.Put($"{room}/collaborators/{ben.Account}", new { standing = "coEditor" });
        var invited = await ada.Post($"{room}/invitations", new { email = Cast.Gus.Email, firstName = "Gus", lastName = "Thorn", role = "viewer", sendEmail = false });
        await ada.Post($"{room}/invitations/{invited["id"]}/replace");
        await ada.Post($"{room}/invitations/{invited["id"]}/revoke");
        var token = await ada.Post("/me/tokens", new { name = "Test", scopes = new[] { "rooms:read" } });
        await ada.Delete($"/me/tokens/{token["id"]}");
        await ada.Delete(room);
        using (var wrong = site.Site.NewVisitor()) await wrong.SignIn(Cast.Mina, "not the password");
        await mina.Submit(await mina.Open("/account"), "form[action='/sign-out']");

        await using var db = site.Site.Read();
        var acts = await db.Set<AuditLine>().Select(line => line.What).ToListAsync();
        foreach (var act in new[]
        {
            "account.created", "sign-in.begun", "sign-in.tried", "sign-in.ended", "room.created", "collaborator.set", "invitation.issued", "invitation.replaced",
            "invitation.revoked", "token.created", "token.revoked", "room.deleted",
        })
            Assert.Contains(act, acts);
    }
}
