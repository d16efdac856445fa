using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Lti;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lti;

/// <summary>Launches, good and bad: what 1EdTech's certification sends a tool, and what attackers would.</summary>
public sealed class LaunchTests : IClassFixture<LaunchTests.House>
{
    private const string Core = Token.Core;
    private readonly LtiHouse house;

    public LaunchTests(House house) => this.house = house.Open;

    private static readonly Dictionary<string, (Action<Token> Spoil, string Code)> Bad = new(StringComparer.Ordinal)
    {
        ["no kid"] = (token => token.Header.Remove("kid"), "lti.token"),
        ["wrong kid"] = (token => token.Header["kid"] = "imstester_66067", "lti.token"),
        ["bad signature"] = (token => token.Finish = text => text[..^4] + (text.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"), "lti.token"),
        ["wrong key"] = (token => token.Key = RSA.Create(2048), "lti.token"),
        ["alg none"] = (token => token.Header["alg"] = "none", "lti.token"),
        ["alg HS256"] = (token => token.Header["alg"] = "HS256", "lti.token"),
        ["changed after signing"] = (token => token.Finish = Changed, "lti.token"),
        ["not a token"] = (token => token.Finish = _ => "e30.e30.e30", "lti.token"),
        ["no token"] = (token => token.Finish = _ => "", "lti.token"),
        ["wrong version"] = (token => token.Claims[Core + "version"] = "11.3", "lti.message"),
        ["no version"] = (token => token.Remove(Core + "version"), "lti.message"),
        ["no message type"] = (token => token.Remove(Core + "message_type"), "lti.message"),
        ["another message"] = (token => token.Claims[Core + "message_type"] = "LtiSomethingElse", "lti.message"),
        ["not LTI"] = (NotLti, "lti.message"),
        ["no iss"] = (token => token.Remove("iss"), "lti.token"),
        ["wrong iss"] = (token => token.Claims["iss"] = "https://elsewhere.example", "lti.token"),
        ["iss with a slash"] = (token => token.Claims["iss"] = (string)token.Claims["iss"]! + "/", "lti.token"),
        ["no aud"] = (token => token.Remove("aud"), "lti.token"),
        ["wrong aud"] = (token => token.Claims["aud"] = "another-client", "lti.token"),
        ["extra aud"] = (token => token.Claims["aud"] = new JsonArray(Platform.Client, "another-client"), "lti.token"),
        ["wrong azp"] = (token => token.Claims["azp"] = "another-client", "lti.token"),
        ["no exp"] = (token => token.Remove("exp"), "lti.stale"),
        ["past exp"] = (token => token.Claims["exp"] = Seconds(-121), "lti.stale"),
        ["no iat"] = (token => token.Remove("iat"), "lti.stale"),
        ["iat to come"] = (token => token.Claims["iat"] = Seconds(180), "lti.stale"),
        ["iat long ago"] = (token => token.Claims["iat"] = Seconds(-3600), "lti.stale"),
        ["iat in words"] = (token => token.Claims["iat"] = "now", "lti.token"),
        ["nbf to come"] = (token => token.Claims["nbf"] = Seconds(180), "lti.stale"),
        ["no nonce"] = (token => token.Remove("nonce"), "lti.token"),
        ["foreign nonce"] = (token => token.Claims["nonce"] = "another", "lti.token"),
        ["no deployment"] = (token => token.Remove(Core + "deployment_id"), "lti.claims"),
        ["unknown deployment"] = (token => token.Claims[Core + "deployment_id"] = "another", "lti.unknown-deployment"),
        ["no target"] = (token => token.Remove(Core + "target_link_uri"), "lti.claims"),
        ["unregistered target"] = (token => token.Claims[Core + "target_link_uri"] = "https://elsewhere.example/lti/launch", "lti.unregistered-target"),
        ["a target of no use"] = (token => token.Claims[Core + "target_link_uri"] = (string)token.Claims[Core + "target_link_uri"]! + "/more", "lti.unregistered-target"),
        ["no resource link"] = (token => token.Remove(Core + "resource_link"), "lti.claims"),
        ["a resource link without id"] = (token => token.Claims[Core + "resource_link"] = new JsonObject(), "lti.claims"),
        ["no roles"] = (token => token.Remove(Core + "roles"), "lti.claims"),
        ["an empty sub"] = (token => token.Claims["sub"] = "", "lti.claims"),
        ["a sub that is too long"] = (token => token.Claims["sub"] = new string('x', 256), "lti.claims"),
        ["no name and no right to be without"] = (token => token.Remove("sub"), "lti.anonymous"),
    };

    public static TheoryData<string> BadLaunches => [.. Bad.Keys];

    [Theory, MemberData(nameof(BadLaunches))]
    public async Task A_bad_launch_lets_nobody_in(string name)
    {
        var (spoil, code) = Bad[name];
        using var somebody = house.Site.NewVisitor();
        var (state, token) = await house.Begin(somebody, Enrolled.Dana, change: spoil);
        using var answer = await Send(somebody, ("state", state), ("id_token", token));
        // Once its signature is good, the platform is told; until then nobody is.
        var told = answer.Headers.Location is { } back ? QueryHelpers.ParseQuery(back.Query)["lti_errorlog"].ToString() : null;
        if (told is null) Assert.Contains($"<code>{code}</code>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        else Assert.Equal((code, house.Platform.At("/return")), (told, answer.Headers.Location!.GetLeftPart(UriPartial.Path)));
        Assert.DoesNotContain("__Host-usher-launch", somebody.Cookies.All.Keys);
        Assert.Equal("/sign-in", (await somebody.Open("/courses")).Path.Split('?')[0]);
    }

    [Fact]
    public async Task Faults_go_back_in_words_once_the_signature_is_good()
    {
        using var somebody = house.Site.NewVisitor();
        var (state, token) = await house.Begin(somebody, Enrolled.Dana, change: token => token.Claims[Core + "deployment_id"] = "another");
        using var answer = await Send(somebody, ("state", state), ("id_token", token));
        var query = QueryHelpers.ParseQuery(answer.Headers.Location!.Query);
        Assert.Equal(LtiProblems.UnknownDeployment.Sentence, query["lti_errormsg"]);
        (state, token) = await house.Begin(somebody, Enrolled.Dana, change: token =>
        {
            token.Claims[Core + "deployment_id"] = "another";
            token.Remove(Core + "launch_presentation");
        });
        var page = await house.Post(somebody, ("state", state), ("id_token", token));
        // What is wrong is the page's heading, and what to do stands under it.
        foreach (var part in LtiProblems.UnknownDeployment.Sentence.Split(". ")) Assert.Contains(part.TrimEnd('.'), page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_launch_works_once()
    {
        using var dana = house.Site.NewVisitor();
        var (state, token) = await house.Begin(dana, Enrolled.Dana);
        var cookies = dana.Cookies.All.ToDictionary();
        Assert.StartsWith("/courses/", (await house.Post(dana, ("state", state), ("id_token", token))).Path, StringComparison.Ordinal);
        using var thief = house.Site.NewVisitor();
        foreach (var (name, value) in cookies) thief.Cookies.Set(name, value);
        using var answer = await Send(thief, ("state", state), ("id_token", token));
        Assert.Contains("lti_errorlog=lti.replayed", answer.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_launch_works_in_the_browser_alone_in_which_it_began()
    {
        using var attacker = house.Site.NewVisitor();
        using var victim = house.Site.NewVisitor();
        var (state, token) = await house.Begin(attacker, Enrolled.Dana);
        Assert.Contains("lti.state", (await house.Post(victim, ("state", state), ("id_token", token))).Text, StringComparison.Ordinal);
        Assert.Contains("lti.state", (await house.Post(victim, ("state", state), ("id_token", token), ("proof", Secret.New()))).Text, StringComparison.Ordinal);
        var known = attacker.Cookies.All.Select(cookie => cookie.Value).Where(value => value.Length > 0).ToList();
        Assert.NotEmpty(known);
        foreach (var proof in known)
            Assert.Contains("lti.state", (await house.Post(victim, ("state", state), ("id_token", token), ("proof", proof))).Text, StringComparison.Ordinal);
        var (other, _) = await house.Begin(victim, Enrolled.Dana);
        Assert.Contains("lti.token", await Log(await Send(victim, ("state", other), ("id_token", token))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("CfDJ8forged")]
    public async Task A_missing_or_forged_state_is_refused(string? state)
    {
        using var somebody = house.Site.NewVisitor();
        var (good, token) = await house.Begin(somebody, Enrolled.Dana);
        var page = await house.Post(somebody, state is null ? [("id_token", token)] : [("state", state), ("id_token", token)]);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("lti.state", page.Text, StringComparison.Ordinal);
        var spoilt = good[..^2] + (good.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA");
        Assert.Contains("lti.state", (await house.Post(somebody, ("state", spoilt), ("id_token", token))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_platforms_login_says_instead_of_a_token_is_shown()
    {
        using var somebody = house.Site.NewVisitor();
        var (state, _) = await house.Begin(somebody, Enrolled.Dana);
        var page = await house.Post(somebody, ("state", state), ("error", "login_required"), ("error_description", "<b>Session over</b>"));
        Assert.Contains("login_required <b>Session over</b>", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
    }

    private static readonly Dictionary<string, (Action<Token> Change, CourseRole Role)> Good = new(StringComparer.Ordinal)
    {
        ["as it is"] = (_ => { }, CourseRole.Viewer),
        ["many roles"] = (token => token.Claims[Core + "roles"] = new JsonArray(Enrolled.Course + "#Learner", Enrolled.Course + "#Instructor", Enrolled.Course + "#Mentor", "http://purl.imsglobal.org/vocab/lis/v2/system/person#User"), CourseRole.Host),
        ["a short role"] = (token => token.Claims[Core + "roles"] = new JsonArray("Instructor"), CourseRole.Host),
        ["an unknown role"] = (token => token.Claims[Core + "roles"] = new JsonArray("http://purl.imsglobal.org/vocab/lis/v2/uknownrole/unknown#Helper"), CourseRole.Viewer),
        ["no role"] = (token => token.Claims[Core + "roles"] = new JsonArray(), CourseRole.Viewer),
        ["no email"] = (token => token.Remove("email"), CourseRole.Viewer),
        ["an empty email"] = (token => token.Claims["email"] = "", CourseRole.Viewer),
        ["no name"] = (token => Without(token, "given_name", "family_name", "name"), CourseRole.Viewer),
        ["one name"] = (token => Without(token, "given_name", "family_name"), CourseRole.Viewer),
        ["nothing personal"] = (token => Without(token, "given_name", "family_name", "name", "email"), CourseRole.Viewer),
        ["names that are null"] = (token => (token.Claims["given_name"], token.Claims["family_name"], token.Claims["email"]) = (null, null, null), CourseRole.Viewer),
        ["aud in a list, and azp"] = (token => (token.Claims["aud"], token.Claims["azp"]) = (new JsonArray(Platform.Client), Platform.Client), CourseRole.Viewer),
        ["a clock that is late"] = (token => (token.Claims["iat"], token.Claims["exp"]) = (Seconds(-100), Seconds(-60)), CourseRole.Viewer),
        ["a clock that is early"] = (token => (token.Claims["iat"], token.Claims["nbf"]) = (Seconds(100), Seconds(100)), CourseRole.Viewer),
        ["no way back"] = (token => token.Remove(Core + "launch_presentation"), CourseRole.Viewer),
        ["no services"] = (token => Without(token, "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice", "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"), CourseRole.Viewer),
    };

    public static TheoryData<string> GoodLaunches => [.. Good.Keys];

    [Theory, MemberData(nameof(GoodLaunches))]
    public async Task A_good_launch_lets_its_person_into_the_course(string name)
    {
        var (change, role) = Good[name];
        using var dana = house.Site.NewVisitor();
        var who = Enrolled.Dana with { Subject = $"dana {name}" };
        var page = await house.Launch(dana, who, change: change);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Oceanography", page.Text, StringComparison.Ordinal);
        await using var db = house.Site.Read();
        var member = await db.CourseMembers.SingleAsync(one => one.Subject == who.Subject);
        Assert.Equal((role, true), (member.Role, member.AccountId is not null));
        // The platform is not trusted with addresses: what it says is nobody's address here.
        Assert.Null((await db.Accounts.SingleAsync(one => one.Id == member.AccountId)).Email);
    }

    [Fact]
    public async Task A_launch_from_no_course_lets_its_person_in_and_into_no_course()
    {
        using var dana = house.Site.NewVisitor();
        var page = await house.Launch(dana, Enrolled.Dana with { Subject = "alone" }, change: token => token.Remove(Core + "context"));
        Assert.Equal((HttpStatusCode.OK, "/courses"), (page.Status, page.Path));
        await using var db = house.Site.Read();
        Assert.False(await db.CourseMembers.AnyAsync(one => one.Subject == "alone"));
    }

    [Theory]
    [InlineData("iss", "https://elsewhere.example", "lti.not-registered")]
    [InlineData("client_id", "another", "lti.not-registered")]
    [InlineData("iss", "https://elsewhere\0.example", "lti.message")]
    [InlineData("iss", null, "lti.message")]
    [InlineData("login_hint", null, "lti.message")]
    [InlineData("target_link_uri", null, "lti.unregistered-target")]
    [InlineData("target_link_uri", "https://elsewhere.example/", "lti.unregistered-target")]
    public async Task A_login_that_cannot_be_one_is_refused(string name, string? value, string code)
    {
        using var somebody = house.Site.NewVisitor();
        var asked = house.Platform.Begin(Enrolled.Dana);
        if (value is null) asked.Remove(name);
        else asked[name] = value;
        var page = await somebody.Open(QueryHelpers.AddQueryString("/lti/login", asked!));
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(code, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(somebody.Cookies.All, cookie => cookie.Key.StartsWith(LaunchState.CookiePrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_may_be_posted_and_leave_the_client_out_where_there_is_one()
    {
        using var somebody = house.Site.NewVisitor();
        var asked = house.Platform.Begin(Enrolled.Dana);
        foreach (var name in new[] { "client_id", "lti_deployment_id", "lti_storage_target" }) asked.Remove(name);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/lti/login") { Content = new FormUrlEncodedContent(asked) };
        request.Headers.Add("Origin", house.Platform.Issuer);
        using var answer = await somebody.Http.SendAsync(request);
        Assert.StartsWith(house.Platform.At("/auth?"), answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("client_id=" + Platform.Client, answer.Headers.Location.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_clients_of_one_issuer_the_login_means_the_one_that_it_names_or_whose_deployment_it_names()
    {
        // As Canvas is: one issuer for every school, with a client and a deployment of its own for each.
        await using var school = await LtiHouse.Open(Habits.Canvas);
        (await school.Admin.Post("/admin/lti-registrations", new
        {
            name = "Another school",
            issuer = school.Platform.Issuer,
            clientId = "client-of-another-school",
            keysetUrl = "https://elsewhere.example/jwks",
            tokenUrl = "https://elsewhere.example/token",
            authorizationUrl = "https://elsewhere.example/auth",
            deployments = new[] { "2:another" },
        })).Fine();
        using var dana = school.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.OK, (await school.Launch(dana, Enrolled.Dana)).Status);
        Assert.StartsWith(school.Platform.At("/auth?"), await To(asked => asked.Remove("lti_deployment_id")), StringComparison.Ordinal);
        Assert.StartsWith(school.Platform.At("/auth?"), await To(asked => asked.Remove("client_id")), StringComparison.Ordinal);
        Assert.StartsWith("https://elsewhere.example/auth?", await To(asked => asked["client_id"] = "client-of-another-school"), StringComparison.Ordinal);
        Assert.Contains("lti.not-registered", await To(asked =>
        {
            asked.Remove("client_id");
            asked.Remove("lti_deployment_id");
        }), StringComparison.Ordinal);

        async Task<string> To(Action<Dictionary<string, string>> change)
        {
            var asked = school.Platform.Begin(Enrolled.Dana);
            asked.Remove("lti_storage_target");
            change(asked);
            using var answer = await dana.Http.GetAsync(QueryHelpers.AddQueryString("/lti/login", asked!));
            return answer.Headers.Location?.ToString() ?? await answer.Content.ReadAsStringAsync();
        }
    }

    [Theory]
    [InlineData("moodle")]
    [InlineData("old moodle")]
    [InlineData("canvas")]
    public async Task What_a_platform_notes_for_itself_comes_back_to_it_as_it_was(string family)
    {
        await using var other = await LtiHouse.Open(Habits.Of(family));
        using var dana = other.Site.NewVisitor();
        // The launch is found by the hint alone: a letter less, and there would be none.
        Assert.Equal(HttpStatusCode.OK, (await other.Launch(dana, Enrolled.Dana)).Status);
    }

    [Fact]
    public async Task Launched_pages_are_framed_by_the_platform_alone_and_all_others_by_nobody()
    {
        using var dana = house.Site.NewVisitor();
        var page = await house.Launch(dana, Enrolled.Dana);
        using var framed = await dana.Http.GetAsync(page.Path);
        Assert.Contains($"frame-ancestors {house.Platform.Issuer};", framed.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var stranger = house.Site.NewVisitor();
        foreach (var path in new[] { "/sign-in", "/lti/launch", "/lti/jwks", "/nothing-here" })
        {
            using var other = await stranger.Http.GetAsync(path);
            Assert.Contains("frame-ancestors 'none'", other.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_launchs_cookies_are_for_its_frame_alone()
    {
        using var dana = house.Site.NewVisitor();
        var (state, token) = await house.Begin(dana, Enrolled.Dana);
        using var answer = await Send(dana, ("state", state), ("id_token", token));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), one => one.StartsWith("__Host-usher-launch=", StringComparison.Ordinal));
        foreach (var mark in new[] { "secure", "httponly", "samesite=none", "partitioned", "path=/" }) Assert.Contains(mark, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_launch_opens_no_account_page_and_makes_shows_and_revokes_no_tokens()
    {
        using var ada = house.Site.NewVisitor();
        await house.Launch(ada, Enrolled.Ada);
        Assert.Equal(HttpStatusCode.Forbidden, (await ada.Open("/account")).Status);
        var me = await ada.Get("/me");
        var token = PersonalTokenId.New(TimeProvider.System.Now());
        await house.Site.Door.Add(new PersonalToken { Id = token, AccountId = AccountId.Parse(me["id"], null), Name = "t", Hash = Secret.Hash(Secret.New()), Scopes = Scopes.RoomsRead, CreatedAt = TimeProvider.System.Now() });
        Assert.Contains("sign-in.own-needed", await Ask(HttpMethod.Post, "/api/v1/me/tokens", """{"name":"t","scopes":["rooms:read"]}"""), StringComparison.Ordinal);
        Assert.Contains("sign-in.own-needed", await Ask(HttpMethod.Get, "/api/v1/me/tokens"), StringComparison.Ordinal);
        Assert.Contains("sign-in.own-needed", await Ask(HttpMethod.Delete, $"/api/v1/me/tokens/{token}"), StringComparison.Ordinal);
        Assert.Contains("sign-in.own-needed", await Ask(HttpMethod.Post, $"/account/tokens/{token}/revoke"), StringComparison.Ordinal);
        await using var db = house.Site.Read();
        Assert.Null((await db.PersonalTokens.SingleAsync(one => one.Id == token)).RevokedAt);

        async Task<string> Ask(HttpMethod method, string path, string? json = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, null, "application/json") };
            request.Headers.Add("X-Usher-Antiforgery", me["antiforgeryToken"]);
            using var answer = await ada.Http.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_launch_from_another_sites_form_is_the_only_thing_that_other_sites_may_send()
    {
        using var dana = house.Site.NewVisitor();
        var page = await house.Launch(dana, Enrolled.Ada);
        using var request = new HttpRequestMessage(HttpMethod.Post, page.Path + "/new") { Content = new FormUrlEncodedContent([new("title", "Theirs")]) };
        request.Headers.Add("Origin", house.Platform.Issuer);
        using var answer = await dana.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    private static JsonNode Seconds(int fromNow) => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + fromNow;

    private static void Without(Token token, params string[] claims)
    {
        foreach (var claim in claims) token.Remove(claim);
    }

    private static void NotLti(Token token)
    {
        foreach (var claim in token.Claims.Select(one => one.Key).Where(name => name.StartsWith("https://", StringComparison.Ordinal)).ToList()) token.Remove(claim);
    }

    private static string Changed(string text)
    {
        var parts = text.Split('.');
        var claims = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("s-dana", "s-ada", StringComparison.Ordinal);
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims))}.{parts[2]}";
    }

    private async Task<HttpResponseMessage> Send(Visitor visitor, params (string Name, string Value)[] fields)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/lti/launch") { Content = new FormUrlEncodedContent(fields.Select(one => KeyValuePair.Create(one.Name, one.Value))) };
        request.Headers.Add("Origin", house.Platform.Issuer);
        return await visitor.Http.SendAsync(request);
    }

    private static async Task<string> Log(HttpResponseMessage answer)
    {
        using (answer) return answer.Headers.Location?.Query ?? await answer.Content.ReadAsStringAsync();
    }

    /// <summary>One site and platform for all of them: each launch is another browser's.</summary>
    public sealed class House : IAsyncLifetime
    {
        internal LtiHouse Open { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Open = await LtiHouse.Open();

        public ValueTask DisposeAsync() => Open.DisposeAsync();
    }
}
