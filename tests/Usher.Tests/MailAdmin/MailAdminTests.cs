using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Usher.Tests.Mail;

namespace Usher.Tests.MailAdmin;

public sealed class MailAdminTests
{
    [Fact]
    public async Task An_admin_names_the_relay_and_mail_leaves_by_it_at_once()
    {
        await using var relay = await SmtpServer.Start(signIn: true);
        await using var site = await InvitingSite.Start();
        Assert.Equal(422, (await site.Invite(new { sendEmail = true })).Status);
        var saved = await Put(site, Relay(relay));
        Assert.Equal((200, true), (saved.Status, saved.Body.GetProperty("canSend").GetBoolean()));
        Assert.DoesNotContain(SmtpServer.Password, saved.Body.ToString(), StringComparison.Ordinal);
        await site.Invite(new { sendEmail = true });
        var mail = await relay.NextMail();
        Assert.Equal(("rooms@northfield.example", SmtpServer.User), (mail.From, mail.User));
    }

    [Fact]
    public async Task The_password_is_nowhere_to_be_read_and_goes_to_no_other_server()
    {
        await using var relay = await SmtpServer.Start(signIn: true);
        await using var site = await InvitingSite.Start();
        await Put(site, Relay(relay));
        await using var db = site.Site.Read();
        Assert.DoesNotContain(SmtpServer.Password, Encoding.UTF8.GetString((await db.Set<RelaySettings>().SingleAsync()).Password!), StringComparison.Ordinal);
        Assert.DoesNotContain(await db.Set<AuditLine>().ToListAsync(), line => line.Detail.Contains(SmtpServer.Password, StringComparison.Ordinal));
        Assert.Contains(await db.Set<AuditLine>().ToListAsync(), line => line.What == "mail.relay-changed");
        var elsewhere = await Put(site, Relay(relay, host: "evil.example", password: null));
        Assert.Equal(422, elsewhere.Status);
        Assert.True(elsewhere.Body.GetProperty("errors").TryGetProperty("password", out _));
        Assert.Equal(422, (await Put(site, Relay(relay, password: null, tls: "startTlsWhenAvailable"))).Status);
        Assert.Equal(200, (await Put(site, Relay(relay, password: null, from: "others@northfield.example"))).Status);
    }

    [Fact]
    public async Task A_check_shows_the_end_of_the_conversation_without_its_secrets()
    {
        await using var relay = await SmtpServer.Start(signIn: true);
        await using var site = await InvitingSite.Start();
        Assert.Equal("mail.off", (await site.Post("/admin/mail/relay/check", new { })).Code);
        await Put(site, Relay(relay));
        var greeted = await site.Post("/admin/mail/relay/check", new { });
        var said = greeted.Body.GetProperty("conversation").ToString();
        Assert.True(greeted.Body.GetProperty("works").GetBoolean(), said);
        Assert.Contains("EHLO", said, StringComparison.Ordinal);
        Assert.Contains("AUTH", said, StringComparison.Ordinal);
        foreach (var secret in new[] { SmtpServer.Password, Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{SmtpServer.User}\0{SmtpServer.Password}")), Convert.ToBase64String(Encoding.UTF8.GetBytes(SmtpServer.Password)) })
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        var sent = await site.Post("/admin/mail/relay/check", new { sendMail = true });
        Assert.Contains("NORTHFIELD1", sent.Body.GetProperty("conversation").ToString(), StringComparison.Ordinal);
        Assert.Equal(["mina@northfield.example"], (await relay.NextMail()).To);
        await Put(site, Relay(relay, password: "wrong"));
        var refused = await site.Post("/admin/mail/relay/check", new { });
        Assert.False(refused.Body.GetProperty("works").GetBoolean());
        Assert.Contains("535", refused.Body.GetProperty("conversation").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_is_listed_with_the_relays_words_and_tried_when_asked()
    {
        await using var relay = await SmtpServer.Start();
        await relay.Refuse(451, "4.7.1 Greylisted");
        await using var site = await InvitingSite.Start();
        await Put(site, Relay(relay, user: null, password: null));
        await site.Invite(new { sendEmail = true });
        var waiting = await Until(site, mail => mail.TryGetProperty("relayWords", out _));
        Assert.Equal(("invitation", "ben.okafor@tidewright.example", "451 4.7.1 Greylisted"),
            (waiting.GetProperty("kind").GetString(), waiting.GetProperty("to").GetString(), waiting.GetProperty("relayWords").GetString()));
        Assert.Equal(1, (await site.Get("/admin/mail/queue/summary")).Body.GetProperty("waiting").GetInt32());
        await relay.Accept();
        Assert.Equal(204, (await site.Post($"/admin/mail/queue/{waiting.GetProperty("id").GetString()}/retry")).Status);
        await relay.NextMail();
        var taken = await Until(site, mail => mail.GetProperty("state").GetString() == "accepted");
        Assert.Equal("mail.not-waiting", (await site.Post($"/admin/mail/queue/{taken.GetProperty("id").GetString()}/retry")).Code);
    }

    [Fact]
    public async Task What_the_configuration_says_is_fixed()
    {
        await using var site = await InvitingSite.Start(settings: ["Mail:Smtp:Host=localhost", "Mail:Smtp:Port=2525", "Mail:Smtp:User=usher", "Mail:Smtp:Password=from-the-file", "Mail:From=rooms@northfield.example"]);
        var shown = await site.Get("/admin/mail/relay");
        Assert.Equal(6, shown.Body.GetProperty("fixed").GetArrayLength());
        Assert.DoesNotContain("from-the-file", shown.Body.ToString(), StringComparison.Ordinal);
        Assert.Equal("mail.fixed", (await Put(site, new { host = "other.example" })).Code);
    }

    [Fact]
    public async Task The_pages_say_what_is_wrong_and_what_waits()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada, Usher.Accounts.SiteRole.Admin);
        using var admin = site.NewVisitor();
        await admin.SignIn(Cast.Ada);
        Assert.Contains("No mail yet", (await admin.Open("/admin/mail")).Text, StringComparison.Ordinal);
        var server = await admin.Open("/admin/mail/server");
        var refused = await admin.Submit(server, "form[action='/admin/mail/server']", ("host", "no such host"), ("port", "99999"), ("tls", "StartTls"));
        Assert.Contains("Type the name of a mail server", refused.Text, StringComparison.Ordinal);
        Assert.Contains("From 1 to 65535.", refused.Text, StringComparison.Ordinal);
    }

    private static object Relay(
        SmtpServer relay, string host = "localhost", string? user = SmtpServer.User, string? password = SmtpServer.Password, string tls = "none", string from = "rooms@northfield.example") =>
        new { host, port = relay.Port, tls, user, password, from };

    private static async Task<Answer> Put(InvitingSite site, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/admin/mail/relay") { Content = JsonContent.Create(body) };
        return await Answer.Of(await site.Host.SendAsync(request));
    }

    private static async Task<System.Text.Json.JsonElement> Until(InvitingSite site, Func<System.Text.Json.JsonElement, bool> so)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var mails = (await site.Get("/admin/mail/queue")).Body.EnumerateArray().ToList();
            if (mails.Count > 0 && so(mails[0])) return mails[0];
            await Task.Delay(50, limit.Token);
        }
    }
}
