using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;
using Usher.Tests.Mail;

namespace Usher.Tests.GuestLinks;

/// <summary>What the site's policies ask of a guest, on the page and over the API, in a browser without script.</summary>
public sealed partial class GuestCodePageTests
{
    private const string Code = "Settings:invitations:guestVerification=emailedCode";

    [Fact]
    public async Task Who_they_are_then_the_code_then_in_and_nothing_is_typed_twice()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, Code);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (_, token) = await GuestLinkTests.Link(host, room, uses: 1);
        using var gus = site.NewVisitor();

        var page = await gus.Submit(await gus.Open($"/g/{token}"), "form[data-claim]", ("firstName", "Gus"), ("lastName", "Thorn"), ("email", "nowhere"));
        Assert.NotNull(page.Document.QuerySelector("#email-fault"));
        page = await gus.Submit(page, "form[data-claim]", ("email", Cast.Femi.Email));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        await CodeIn(post, Cast.Femi.Email);

        // The wrong address: back to it, with all that was typed.
        page = await gus.Submit(page, "button[formaction$='/address']");
        Assert.Equal(("Gus", "Thorn", Cast.Femi.Email), (Value(page, "firstName"), Value(page, "lastName"), Value(page, "email")));
        page = await gus.Submit(page, "form[data-claim]", ("email", Cast.Gus.Email));
        var field = page.Document.QuerySelector("#code")!;
        Assert.Equal(("one-time-code", "numeric"), (field.GetAttribute("autocomplete"), field.GetAttribute("inputmode")));
        Assert.Contains(Cast.Gus.Email, page.Text, StringComparison.Ordinal);
        var code = await CodeIn(post, Cast.Gus.Email);

        page = await gus.Submit(page, "form[data-claim]", ("code", GuestScene.Another(code)));
        Assert.Equal((HttpStatusCode.Forbidden, "code-fault"), (page.Status, page.Document.QuerySelector("#code")!.GetAttribute("aria-describedby")));
        Assert.Contains("That's not the code.", page.Text, StringComparison.Ordinal);
        // Asked for again within moments, as by a double click, it is the same one.
        page = await gus.Submit(page, "button[formaction$='/code']");
        Assert.Equal(HttpStatusCode.OK, page.Status);

        using var stranger = site.NewVisitor();
        var theirs = await stranger.Submit(await stranger.Open($"/g/{token}"), "form[data-claim]", ("firstName", "Eve"), ("lastName", "Moss"), ("email", Cast.Gus.Email), ("code", code));
        Assert.Contains("This code no longer works. Ask for a new one.", theirs.Text, StringComparison.Ordinal);

        Assert.Equal($"/live/{session}", (await gus.Submit(page, "form[data-claim]", ("code", code))).Path);
        Assert.Equal($"/live/{session}", (await gus.Open($"/g/{token}")).Path);
        foreach (var lead in new[] { "code", "address" }) Assert.Equal($"/g/{token}", (await stranger.Open($"/g/{token}/{lead}")).Path);
    }

    [Fact]
    public async Task A_program_asks_for_the_code_and_claims_with_it_and_hosts_see_that_it_was_typed()
    {
        await using var post = await SmtpServer.Start();
        await using var site = await Start(post, Code);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (id, token) = await GuestLinkTests.Link(host, room);
        using var gus = site.NewVisitor();
        gus.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        var look = (await gus.Get($"/guest/{token}")).Fine();
        Assert.Equal(("codeNeeded", "invitation.code-needed"), (look["verdict"], look["code"]));
        Assert.Equal((HttpStatusCode.Forbidden, "invitation.code-needed"), Said(await GuestLinkTests.Claim(gus, token)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "request.fields"), Said(await gus.Post($"/guest/{token}/code", new { email = "nowhere" })));
        Assert.True((await gus.Post($"/guest/{token}/code", new { email = Cast.Gus.Email })).Fine().Body.GetProperty("expiresAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        var message = (await post.NextMail()).Message;
        Assert.Equal("Ihr Code für Tides and turbines", message.Subject);
        Assert.StartsWith("Guten Tag,", message.TextBody, StringComparison.Ordinal);
        var code = SixDigits().Match(message.TextBody!).Value;
        using var eve = site.NewVisitor();
        Assert.Equal((HttpStatusCode.Forbidden, "invitation.code-over"), Said(await Claim(eve, token, Cast.Gus.Email, code)));
        Assert.Equal((HttpStatusCode.Forbidden, "invitation.code-over"), Said(await Claim(gus, token, Cast.Femi.Email, code)));
        var came = (await Claim(gus, token, Cast.Gus.Email, code)).Fine();
        Assert.Equal((HttpStatusCode.Conflict, "invitation.code-not-needed"), Said(await gus.Post($"/guest/{token}/code", new { email = Cast.Gus.Email })));

        var shown = (await host.Get($"/rooms/{room}/guest-links/{id}")).Fine().Body.GetProperty("guests")[0];
        Assert.Equal("emailedCode", shown.GetProperty("assurance").GetString());
        await using var mina = await LiveClient.Connect(site.Address, token: FirstAdmin.Token);
        Assert.Null(await mina.Enter(SessionId.Parse(session, null)));
        var people = JsonNode.Parse((await mina.Assurances()).People!)!.AsArray().ToDictionary(one => (string)one!["participant"]!, one => one!);
        Assert.Equal(("emailedCode", "cookie"), ((string?)people[came["participant"]]["assurance"], (string?)people[came["participant"]]["strength"]));
    }

    [Fact]
    public async Task Without_a_way_to_mail_a_code_the_page_says_so_and_nobody_comes_in()
    {
        await using var site = await UsherSite.Start(settings: [.. FirstAdmin.Settings, Code]);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, _) = await host.OpenRoom();
        var (_, token) = await GuestLinkTests.Link(host, room);
        using var gus = site.NewVisitor();
        var page = await gus.Submit(await gus.Open($"/g/{token}"), "form[data-claim]", ("firstName", "Gus"), ("lastName", "Thorn"), ("email", Cast.Gus.Email));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
        Assert.Contains("This site cannot mail you a code at the moment.", page.Text, StringComparison.Ordinal);
        Assert.Equal(("Gus", Cast.Gus.Email), (Value(page, "firstName"), Value(page, "email")));
        Assert.Null(page.Document.QuerySelector("#code"));
    }

    [Fact]
    public async Task A_blocked_domain_is_told_whom_to_turn_to()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        var (room, session) = await host.OpenRoom();
        var (id, token) = await GuestLinkTests.Link(host, room, uses: 1);
        (await host.Patch("/admin/settings/site", new { contact = new { name = "Help desk", email = "help@northfield.example" } })).Fine();
        (await host.Patch("/admin/settings/invitations", new { domains = new { block = new[] { "harbour.example" } } })).Fine();
        using var gus = site.NewVisitor();
        Assert.Equal((HttpStatusCode.Forbidden, "domain.blocked"), Said(await GuestLinkTests.Claim(gus, token)));
        var page = await gus.Submit(await gus.Open($"/g/{token}"), "form[data-claim]", ("firstName", "Gus"), ("lastName", "Thorn"), ("email", Cast.Gus.Email));
        Assert.Equal((HttpStatusCode.Forbidden, "email-fault"), (page.Status, page.Document.QuerySelector("#email")!.GetAttribute("aria-describedby")));
        Assert.Equal("This site takes no addresses of that domain.", page.Document.QuerySelector("#email-fault")!.TextContent.Trim());
        Assert.Contains("Try another address, or contact the site's admin.", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("a[href='mailto:help@northfield.example']"));
        Assert.Equal(0, (await host.Get($"/rooms/{room}/guest-links/{id}")).Fine().Body.GetProperty("link").GetProperty("uses").GetInt32());
        Assert.Equal($"/live/{session}", (await gus.Submit(page, "form[data-claim]", ("email", "gus.thorn@tidewright.example"))).Path);
    }

    private static Task<UsherSite> Start(SmtpServer post, params string[] settings) => UsherSite.Start(settings:
        [.. FirstAdmin.Settings, "Mail:From=rooms@northfield.example", "Mail:Smtp:Host=localhost", $"Mail:Smtp:Port={post.Port}", "Mail:Smtp:Tls=None", .. settings]);

    private static Task<ApiAnswer> Claim(Visitor guest, string token, string email, string code) =>
        guest.Post($"/guest/{token}/claim", new { firstName = "Gus", lastName = "Thorn", email, code });

    private static async Task<string> CodeIn(SmtpServer post, string to)
    {
        var message = (await post.NextMail()).Message;
        Assert.Equal(to, message.To.ToString());
        return SixDigits().Match(message.TextBody!).Value;
    }

    private static (HttpStatusCode, string?) Said(ApiAnswer answer) => (answer.Status, answer.Code);

    private static string? Value(Page page, string field) => page.Document.QuerySelector($"#{field}")!.GetAttribute("value");

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.None, 1000)]
    private static partial Regex SixDigits();
}
