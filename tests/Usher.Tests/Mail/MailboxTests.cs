using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Usher.Data;
using Usher.Mail;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Mail;

public sealed class MailboxTests
{
    private const string Token = "usher_pat_0000000000000000000";
    private static readonly string[] Admin = [$"Bootstrap:Email={Cast.Mina.Email}", $"Bootstrap:Password={Person.Password}", $"Bootstrap:Token={Token}"];

    [Fact(Timeout = 60_000)]
    public async Task The_demo_keeps_its_mail_for_everybody_to_read_without_a_word_of_it_in_clear()
    {
        await using var site = await UsherSite.Start(settings: ["Demo=true", UsherSite.EveryLine, .. Admin]);
        var link = await InviteGus(site);
        using var anybody = site.NewVisitor();
        var path = await PathOfMailWith(link, anybody);
        Assert.Contains("BEGIN:VCALENDAR", await anybody.Http.GetStringAsync(path + "/files/0"), StringComparison.Ordinal);
        await using var db = site.Read();
        var token = link[(link.LastIndexOf('/') + 1)..];
        Assert.All(db.Set<CaughtMail>(), mail => Assert.DoesNotContain(token, Encoding.UTF8.GetString(mail.Message), StringComparison.Ordinal));
        Assert.DoesNotContain(site.Log.All, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_mail_is_shown_behind_glass()
    {
        await using var site = await UsherSite.Start(settings: ["Demo=true", .. Admin]);
        var link = await InviteGus(site);
        using var anybody = site.NewVisitor();
        var path = await PathOfMailWith(link, anybody);
        using var html = await anybody.Http.GetAsync(path + "/html");
        var policy = html.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox allow-popups", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("cid:", await html.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task There_is_no_mailbox_but_in_the_demo()
    {
        await using var site = await UsherSite.Start(settings: Admin);
        using var anybody = site.NewVisitor();
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.Open("/mailbox")).Status);
    }

    [Fact(Timeout = 60_000)]
    public async Task With_a_relay_the_demos_mail_goes_there()
    {
        await using var relay = await SmtpServer.Start();
        await using var site = await UsherSite.Start(settings:
            ["Demo=true", "Mail:From=rooms@northfield.example", "Mail:Smtp:Host=127.0.0.1", $"Mail:Smtp:Port={relay.Port}", "Mail:Smtp:Tls=none", .. Admin]);
        using var anybody = site.NewVisitor();
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.Open("/mailbox")).Status);
        var link = await InviteGus(site);
        // The demo's own invitations go there too.
        var taken = await relay.NextMail();
        while (taken.To[0] != Cast.Gus.Email) taken = await relay.NextMail();
        Assert.Contains(link, taken.Message.TextBody, StringComparison.Ordinal);
    }

    private static async Task<string> InviteGus(UsherSite site)
    {
        using var mina = site.NewVisitor().WithToken(Token);
        var room = await Make(mina, "/api/v1/rooms", new { title = "Tides and turbines", timeZone = "Europe/Dublin" });
        var path = $"/api/v1/rooms/{room.GetProperty("id")}";
        var start = TimeProvider.System.Now().AddDays(1);
        await Make(mina, path + "/sessions", new { startsAt = start, endsAt = start.AddMinutes(90) });
        var invitation = await Make(mina, path + "/invitations", new
        {
            email = Cast.Gus.Email,
            firstName = Cast.Gus.FirstName,
            lastName = Cast.Gus.LastName,
            role = "speaker",
            sendEmail = true,
        });
        return invitation.GetProperty("url").GetString()!;
    }

    private static async Task<JsonElement> Make(Visitor visitor, string path, object what)
    {
        using var answer = await visitor.Http.PostAsJsonAsync(path, what);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string> PathOfMailWith(string link, Visitor visitor)
    {
        for (; ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var mails = (await visitor.Open("/mailbox")).Document.QuerySelectorAll(".mails a");
            foreach (var mail in mails.Where(mail => mail.TextContent.Contains("Gus Thorn (gus.thorn@harbour.example)", StringComparison.Ordinal)))
            {
                var path = mail.GetAttribute("href")!;
                if ((await visitor.Open(path)).Document.QuerySelector("pre")!.TextContent.Contains(link, StringComparison.Ordinal)) return path;
            }
        }
    }
}
