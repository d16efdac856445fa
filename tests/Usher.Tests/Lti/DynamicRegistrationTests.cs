using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Usher.Data;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lti;

/// <summary>One address is pasted, and the two know each other.</summary>
public sealed class DynamicRegistrationTests
{
    [Theory]
    [InlineData("desire2learn")]
    [InlineData("moodle")]
    public async Task A_platform_registers_itself_by_a_link_that_works_once(string family)
    {
        var habits = Habits.Of(family);
        await using var house = await LtiHouse.Open(habits, registered: false);
        var link = new Uri((await house.Admin.Post("/admin/lti-registrations/links", new { })).Fine()["url"]);
        using var admin = house.Site.NewVisitor();
        var page = await admin.Open(Opened(house, link.AbsolutePath));
        // In a frame of the platform's, at whatever address its people know it.
        using (var framed = await admin.Http.GetAsync(Opened(house, link.AbsolutePath)))
            Assert.Contains($"frame-ancestors {house.Platform.Origin} https:;", framed.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty((await house.Admin.Get("/admin/lti-registrations")).Fine().Body.EnumerateArray());
        var done = await admin.Submit(page, "form");
        Assert.Contains("Registered", done.Text, StringComparison.Ordinal);
        var made = Assert.Single((await house.Admin.Get("/admin/lti-registrations")).Fine().Body.EnumerateArray());
        Assert.Equal((house.Platform.Issuer, Platform.Client), (made.GetProperty("issuer").GetString(), made.GetProperty("clientId").GetString()));
        Assert.Equal(habits.SeparateAudience ? house.Platform.TokenAudience : null, made.TryGetProperty("tokenAudience", out var audience) ? audience.GetString() : null);
        Assert.False(made.GetProperty("trustsAddresses").GetBoolean());
        var own = house.Platform.Registered!.Value;
        Assert.Equal("private_key_jwt", own.GetProperty("token_endpoint_auth_method").GetString());
        Assert.Equal(new Uri(house.Site.Address, "/lti/login").ToString(), own.GetProperty("initiate_login_uri").GetString());
        // Only what the platform offers is asked for.
        Assert.Equal("https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly", own.GetProperty("scope").GetString());
        using var dana = house.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.OK, (await house.Launch(dana, Enrolled.Dana)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await admin.Open(Opened(house, link.AbsolutePath))).Status);
        Assert.Equal(HttpStatusCode.Gone, (await admin.Submit(page, "form")).Status);
    }

    [Theory]
    [InlineData("/jwks", false, false)]
    [InlineData("/other-keys", false, true)]
    [InlineData("/jwks", true, true)]
    public async Task A_second_client_of_a_known_platform_waits_for_an_admin_where_its_keys_are_others_or_the_first_is_off(string keyset, bool off, bool waits)
    {
        await using var house = await LtiHouse.Open(registered: false);
        var first = (await house.Admin.Post("/admin/lti-registrations", house.Platform.Registration(client: "first", keyset: keyset))).Fine()["id"];
        if (off) (await house.Admin.Patch($"/admin/lti-registrations/{first}", new { disabled = true })).Fine();
        var link = new Uri((await house.Admin.Post("/admin/lti-registrations/links", new { })).Fine()["url"]);
        using var admin = house.Site.NewVisitor();
        var done = await admin.Submit(await admin.Open(Opened(house, link.AbsolutePath)), "form");
        Assert.Equal(waits, done.Text.Contains("has to turn the new registration on", StringComparison.Ordinal));
        var made = (await house.Admin.Get("/admin/lti-registrations")).Fine().Body.EnumerateArray().Single(one => one.GetProperty("clientId").GetString() == Platform.Client);
        Assert.Equal(waits, made.TryGetProperty("disabledAt", out var since) && since.ValueKind is not JsonValueKind.Null);
    }

    [Fact]
    public async Task A_link_that_is_none_and_a_platform_that_speaks_for_another_come_to_nothing()
    {
        await using var house = await LtiHouse.Open(registered: false);
        using var somebody = house.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.Gone, (await somebody.Open(Opened(house, $"/lti/register/{Secret.New()}"))).Status);
        Assert.Equal(HttpStatusCode.Gone, (await somebody.Open(Opened(house, "/lti/register/nothing"))).Status);
        var link = new Uri((await house.Admin.Post("/admin/lti-registrations/links", new { })).Fine()["url"]).AbsolutePath;
        Assert.Contains("lti.platform-configuration", (await somebody.Open(QueryHelpers.AddQueryString(link, "openid_configuration", "ftp://x.example/"))).Text, StringComparison.Ordinal);
        // "localhost" describes itself as 127.0.0.1: whoever can answer at one address is not thereby the other.
        var page = await somebody.Open(QueryHelpers.AddQueryString(link, "openid_configuration", $"http://localhost:{house.Platform.Address.Port}/.well-known/openid-configuration"));
        Assert.Contains("lti.platform-configuration", (await somebody.Submit(page, "form")).Text, StringComparison.Ordinal);
        // What no header can say is no token.
        page = await somebody.Open(Opened(house, link));
        Assert.Contains("lti.platform-configuration", (await somebody.Submit(page, "form", ("registration_token", "a\nb"))).Text, StringComparison.Ordinal);
        Assert.Null(house.Platform.Registered);
    }

    private static string Opened(LtiHouse house, string path)
    {
        var asked = new Dictionary<string, string?> { ["openid_configuration"] = house.Platform.At("/.well-known/openid-configuration") };
        if (house.Platform.Habits.RegistrationToken) asked["registration_token"] = "registration-token";
        return QueryHelpers.AddQueryString(path, asked);
    }
}
