using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Usher.Accounts;
using Usher.Tests.Fixtures;
using FirstAdmin = Usher.Tests.Fixtures.FirstAdmin;

namespace Usher.Tests.Lti;

/// <summary>Learning platforms are registered by admins alone, with addresses that the site may call.</summary>
public sealed class RegistrationTests
{
    private static readonly object Brightspace = new
    {
        name = "Northfield Brightspace",
        issuer = "https://northfield.brightspace.com",
        clientId = "9f1c",
        keysetUrl = "https://northfield.brightspace.com/d2l/.well-known/jwks",
        tokenUrl = "https://auth.brightspace.com/core/connect/token",
        tokenAudience = "https://api.brightspace.com/auth/token",
        authorizationUrl = "https://northfield.brightspace.com/d2l/lti/authenticate",
        deployments = new[] { "d-1" },
    };

    [Fact]
    public async Task Every_field_that_Brightspace_shows_is_kept_and_can_be_changed()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var made = (await mina.Post("/admin/lti-registrations", Brightspace)).Fine();
        Assert.Equal("https://api.brightspace.com/auth/token", made["tokenAudience"]);
        Assert.Equal("host", made.Body.GetProperty("roles").GetProperty("instructor").GetString());
        var changed = (await mina.Patch($"/admin/lti-registrations/{made["id"]}", new { deployments = new[] { "d-2", "d-3" }, roles = new { learner = "speaker" }, tokenAudience = "" })).Fine();
        Assert.Equal(["d-2", "d-3"], changed.Body.GetProperty("deployments").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("speaker", changed.Body.GetProperty("roles").GetProperty("learner").GetString());
        Assert.False(changed.Body.TryGetProperty("tokenAudience", out _));
        Assert.Equal("lti.registration-exists", (await mina.Post("/admin/lti-registrations", Brightspace)).Code);
        Assert.Single((await mina.Get("/admin/lti-registrations")).Fine().Body.EnumerateArray());
        using var removed = await mina.Http.DeleteAsync($"/api/v1/admin/lti-registrations/{made["id"]}");
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal("lti.unknown-registration", (await mina.Get($"/admin/lti-registrations/{made["id"]}")).Code);
    }

    [Theory]
    [InlineData("http://northfield.brightspace.com/jwks")]
    [InlineData("https://127.0.0.1/jwks")]
    [InlineData("https://[::1]/jwks")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://someone@northfield.brightspace.com/jwks")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task An_address_that_the_site_may_not_call_is_refused(string address)
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var answer = await mina.Post("/admin/lti-registrations", new
        {
            name = "N",
            issuer = "i",
            clientId = "c",
            keysetUrl = address,
            tokenUrl = "https://a.example/t",
            authorizationUrl = "https://a.example/a",
        });
        Assert.Equal("request.fields", answer.Code);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty("keysetUrl", out _));
    }

    [Fact]
    public async Task Nobody_but_an_admin_sees_or_registers_platforms()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        var ada = await site.Enroll(Cast.Ada, SiteRole.Creator);
        using var program = site.NewVisitor().WithToken(await site.Token(ada, Scopes.RoomsWrite));
        Assert.Equal(HttpStatusCode.Forbidden, (await program.Get("/admin/lti-registrations")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.Post("/admin/lti-registrations", Brightspace)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.Post("/admin/lti-registrations/links", new { })).Status);
        using var browser = site.NewVisitor();
        await browser.SignIn(Cast.Ada);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Open("/admin/lti")).Status);
    }

    [Fact]
    public async Task An_admin_registers_by_hand_and_finds_what_to_paste()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor();
        await mina.SignIn(Cast.Mina);
        var form = await mina.Open("/admin/lti/new");
        foreach (var path in new[] { "/lti/login", "/lti/launch", "/lti/jwks" }) Assert.Contains(new Uri(site.Address, path).ToString(), form.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await mina.Submit(form, "form[novalidate]", ("name", "Northfield"))).Status);
        var made = await mina.Submit(form, "form[novalidate]",
            ("name", "Northfield"), ("issuer", "https://lms.example"), ("clientId", "c"), ("keysetUrl", "https://lms.example/k"), ("tokenUrl", "https://lms.example/t"),
            ("authorizationUrl", "https://lms.example/a"), ("deployments", "one\ntwo"), ("learner", "Speaker"));
        Assert.Equal(HttpStatusCode.OK, made.Status);
        Assert.Contains("Northfield", (await mina.Open("/admin/lti")).Text, StringComparison.Ordinal);
        var link = await mina.Submit(await mina.Open("/admin/lti"), "form[action$=links]");
        Assert.Contains("/lti/register/", link.Document.QuerySelector("#registration-link")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_published_at_once_beside_the_one_that_signs()
    {
        await using var site = await UsherSite.Start(settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var first = await Keys(mina);
        var key = Assert.Single(first);
        Assert.Equal(("RSA", "RS256", "sig"), (key.GetProperty("kty").GetString(), key.GetProperty("alg").GetString(), key.GetProperty("use").GetString()));
        Assert.False(key.TryGetProperty("d", out _));
        (await mina.Post("/admin/lti-registrations/keys/rotate", new { })).Fine();
        var then = await Keys(mina);
        Assert.Equal(2, then.Length);
        Assert.Equal(key.GetProperty("kid").GetString(), then[0].GetProperty("kid").GetString());
        await using var db = site.Read();
        foreach (var stored in db.Set<Usher.Lti.LtiToolKey>())
        {
            using var rsa = RSA.Create();
            Assert.ThrowsAny<CryptographicException>(Import);
            void Import() => rsa.ImportPkcs8PrivateKey(stored.SealedKey, out _);
        }
    }

    private static async Task<JsonElement[]> Keys(Visitor visitor) =>
        [.. JsonDocument.Parse(await visitor.Http.GetStringAsync("/lti/jwks")).RootElement.GetProperty("keys").EnumerateArray()];
}
