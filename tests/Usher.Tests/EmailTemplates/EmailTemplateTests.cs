using System.Net.Http.Json;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Usher.Tests.Mail;

namespace Usher.Tests.EmailTemplates;

public sealed class EmailTemplateTests
{
    private const string Templates = "/admin/email-templates";

    [Fact]
    public async Task A_template_is_kept_in_versions_that_one_can_go_back_to()
    {
        await using var site = await InvitingSite.Start();
        var made = await site.Post(Templates, Template("Warm", Text("en", "Come, {FIRSTNAME}", "<p>Dear {FIRSTNAME} {LASTNAME}, <a href=\"{URL}\">come</a> {QRCODE}</p>")));
        Assert.Equal((201, "\"1\""), (made.Status, made.Response.Headers.ETag!.Tag));
        var path = $"{Templates}/{made.Text("id")}";
        var saved = await Put(site, path, Template("Warmer", Text("en", "Do come", "<a href=\"{{ link }}\">come</a>")), "\"1\"");
        Assert.Equal((200, 2), (saved.Status, saved.Body.GetProperty("version").GetInt32()));
        Assert.Equal("request.stale", (await Put(site, path, Template("Colder", Text("en", "x", "{{ link }}")), "\"1\"")).Code);
        var restored = await site.Post($"{path}/versions/1/restore");
        Assert.Equal((3, "Come, {FIRSTNAME}"), (restored.Body.GetProperty("version").GetInt32(), restored.Body.GetProperty("texts")[0].GetProperty("subject").GetString()));
        var versions = (await site.Get($"{path}/versions")).Body.EnumerateArray().Select(one => one.GetProperty("version").GetInt32());
        Assert.Equal([3, 2, 1], versions);
    }

    [Theory]
    [InlineData("html", "<p>\n<p>Come to {{ room_title }}</p>", "The link is missing")]
    [InlineData("html", "{{ link }}\n{% if note %}\n{% nonsense %}\n{% endif %}", "Line 3:")]
    [InlineData("html", "one\n{% for x in note_lines %}\n{{ link }}\n", "Line 2:")]
    [InlineData("html", "one\ntwo\nthree {{ link \nfour", "Line 3:")]
    [InlineData("html", "{% if note != \"\" %}{{ link }}{% endif %}", "The link is missing")]
    [InlineData("html", "{{ link }}{% assign x = 'x' %}{% for i in (1..900) %}{% assign x = x | append: x %}{% endfor %}", "too long")]
    [InlineData("text", "Follow {{ link }} to come", "alone on its line")]
    public async Task A_template_that_does_not_parse_or_drops_the_link_is_refused_with_the_line(string part, string text, string why)
    {
        await using var site = await InvitingSite.Start();
        var answer = await site.Post(Templates, Template("Bad", part == "html" ? Text("en", "Hello", text) : Text("en", "Hello", "{{ link }}", text)));
        Assert.Equal(422, answer.Status);
        Assert.Contains(why, answer.Body.GetProperty("errors").GetProperty($"texts.en.{part}").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invitations_use_the_chosen_template_in_the_invitees_language_or_its_fallback()
    {
        await using var relay = await SmtpServer.Start();
        await using var site = await InvitingSite.Start(settings: [$"Mail:Smtp:Host=localhost", $"Mail:Smtp:Port={relay.Port}", "Mail:Smtp:Tls=None", "Mail:From=rooms@northfield.example"]);
        var id = (await site.Post(Templates, Template("Two", Text("de", "Komm, {FIRSTNAME}", "<a href=\"{URL}\">Komm</a><img src=\"{QRCODE}\">"), Text("en", "Come, {FIRSTNAME}", "<a href=\"{URL}\">Come</a>")))).Text("id");
        Assert.Equal(200, (await site.Patch("/admin/settings/invitations", new { inviteEmailTemplate = id })).Status);
        await site.Invite(new { sendEmail = true, language = "de" });
        var german = (await relay.NextMail()).Message;
        Assert.Equal("Komm, Ben", german.Subject);
        Assert.Contains("<img src=\"cid:qr-code\">", german.HtmlBody, StringComparison.Ordinal);
        await site.Invite(new { sendEmail = true, language = "fr", email = "frida@tidewright.example" });
        Assert.Equal("Komm, Ben", (await relay.NextMail()).Message.Subject);
        await site.Invite(new { sendEmail = true, language = "en", email = "emil@tidewright.example" });
        Assert.Equal("Come, Ben", (await relay.NextMail()).Message.Subject);
        Assert.Equal("email-template.in-use", (await Delete(site, $"{Templates}/{id}")).Code);
    }

    [Fact]
    public async Task A_preview_shows_a_chosen_invitee_and_a_link_that_leads_nowhere()
    {
        await using var site = await InvitingSite.Start();
        var (invitation, link) = await site.InviteBen();
        var preview = await site.Post($"{Templates}/built-in/preview", new { subject = invitation });
        Assert.EndsWith("invites you to Tides and turbines", preview.Text("subject"), StringComparison.Ordinal);
        Assert.Contains("Hello Ben,", preview.Text("html"), StringComparison.Ordinal);
        Assert.DoesNotContain(link, preview.Text("html"), StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", preview.Text("html"), StringComparison.Ordinal);
        Assert.Equal("email-template.unknown", (await site.Post($"{Templates}/built-in/preview", new { subject = "nobody" })).Code);
    }

    [Fact]
    public async Task A_test_goes_to_the_admin_and_nobody_else()
    {
        await using var relay = await SmtpServer.Start();
        await using var site = await InvitingSite.Start(settings: [$"Mail:Smtp:Host=localhost", $"Mail:Smtp:Port={relay.Port}", "Mail:Smtp:Tls=None", "Mail:From=rooms@northfield.example"]);
        var (invitation, _) = await site.InviteBen();
        var answer = await site.Post($"{Templates}/built-in/test", new { subject = invitation });
        Assert.True(answer.Body.GetProperty("taken").GetBoolean());
        Assert.Equal(["mina@northfield.example"], (await relay.NextMail()).To);
        await relay.Refuse(550, "5.7.1 Not from you");
        var refused = await site.Post($"{Templates}/built-in/test", new { });
        Assert.Equal((false, "550 5.7.1 Not from you"), (refused.Body.GetProperty("taken").GetBoolean(), refused.Text("words")));
    }

    [Fact]
    public async Task Templates_are_for_admins_alone_and_the_built_in_one_stays()
    {
        await using var site = await InvitingSite.Start();
        Assert.Equal("email-template.built-in", (await Put(site, $"{Templates}/built-in", Template("x", Text("en", "x", "{{ link }}")), null)).Code);
        var somebody = await site.Site.Enroll(Cast.Ada, Usher.Accounts.SiteRole.Creator);
        using var creator = site.Site.NewVisitor().WithToken(await site.Site.Token(somebody, "admin"));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await creator.Http.GetAsync($"/api/v1{Templates}")).StatusCode);
    }

    [Fact]
    public async Task The_pages_make_a_template_show_it_and_refuse_a_bad_one()
    {
        await using var site = await UsherSite.Start();
        await site.Enroll(Cast.Ada, Usher.Accounts.SiteRole.Admin);
        using var admin = site.NewVisitor();
        await admin.SignIn(Cast.Ada);
        var list = await admin.Open("/admin/email-templates");
        var editor = await admin.Submit(list, "form[action='/admin/email-templates/new']", ("name", "Warm"), ("from", "built-in"));
        Assert.Contains("Warm", editor.Text, StringComparison.Ordinal);
        var refused = await admin.Submit(editor, "#template", ("html", "nothing\n{% oops %}"));
        Assert.Contains("Line 2:", refused.Text, StringComparison.Ordinal);
        var saved = await admin.Submit(editor, "#template", ("subjectLine", "Do come"));
        Assert.Contains("Saved as version 2.", saved.Text, StringComparison.Ordinal);
    }

    private static object Template(string name, params object[] texts) => new { name, texts };

    private static object Text(string language, string subject, string html, string text = "") => new { language, subject, html, text };

    private static async Task<Answer> Put(InvitingSite site, string path, object body, string? match)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1{path}") { Content = JsonContent.Create(body) };
        if (match is not null) request.Headers.TryAddWithoutValidation("If-Match", match);
        return await Answer.Of(await site.Host.SendAsync(request));
    }

    private static async Task<Answer> Delete(InvitingSite site, string path) => await Answer.Of(await site.Host.DeleteAsync($"/api/v1{path}"));
}
