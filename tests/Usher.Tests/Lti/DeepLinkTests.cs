using System.Net;
using System.Text.Json;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lti;

/// <summary>Putting a room into a course from the platform's dialog.</summary>
public sealed class DeepLinkTests
{
    private const string Dl = "https://purl.imsglobal.org/spec/lti-dl/claim/";

    [Theory]
    [InlineData("desire2learn")]
    [InlineData("moodle")]
    [InlineData("old moodle")]
    [InlineData("canvas")]
    public async Task A_room_is_made_and_the_answer_echoes_what_the_platform_noted(string family)
    {
        await using var house = await LtiHouse.Open(Habits.Of(family));
        using var ada = house.Site.NewVisitor();
        var pick = await house.Launch(ada, Enrolled.Ada, deepLink: true);
        Assert.StartsWith("/lti/pick/", pick.Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.Submit(pick, "form:has([name=title])", ("act", "make"), ("title", " "))).Status);
        var answer = await Read(house, await ada.Submit(pick, "form:has([name=title])", ("act", "make"), ("title", "Tides"), ("timeZone", "Europe/Dublin")));
        Assert.Equal("LtiDeepLinkingResponse", answer.GetProperty(Token.Core + "message_type").GetString());
        Assert.Equal("1.3.0", answer.GetProperty(Token.Core + "version").GetString());
        Assert.Equal(house.Platform.Deployment, answer.GetProperty(Token.Core + "deployment_id").GetString());
        Assert.Equal((Platform.Client, house.Platform.Issuer), (answer.GetProperty("iss").GetString(), answer.GetProperty("aud").GetString()));
        Assert.Equal(house.Platform.Habits.Data, answer.TryGetProperty(Dl + "data", out var noted) ? noted.GetString() : null);
        var item = Assert.Single(answer.GetProperty(Dl + "content_items").EnumerateArray());
        Assert.Equal(("ltiResourceLink", "Tides"), (item.GetProperty("type").GetString(), item.GetProperty("title").GetString()));
        using var dana = house.Site.NewVisitor();
        var room = await house.Launch(dana, Enrolled.Dana, item.GetProperty("url").GetString());
        Assert.Contains("Tides", room.Text, StringComparison.Ordinal);
        // It is answered once.
        Assert.Contains("lti.stale", (await ada.Open(pick.Path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_room_of_the_course_is_picked_and_nothing_is_an_answer_too()
    {
        await using var house = await LtiHouse.Open();
        var (ada, room) = await house.MakeRoom();
        var pick = await house.Launch(ada, Enrolled.Ada, deepLink: true);
        var answer = await Read(house, await ada.Submit(pick, "form:has([name=room])", ("act", "pick")));
        Assert.EndsWith(room, answer.GetProperty(Dl + "content_items")[0].GetProperty("url").GetString(), StringComparison.Ordinal);
        pick = await house.Launch(ada, Enrolled.Ada, deepLink: true);
        answer = await Read(house, await ada.Submit(pick, "form:not(:has(select)):not(:has(fieldset))", ("act", "nothing")));
        Assert.Equal(0, answer.GetProperty(Dl + "content_items").GetArrayLength());
        ada.Dispose();
    }

    [Fact]
    public async Task Nobody_picks_for_another_nor_a_room_of_another_course_nor_without_leading_the_course()
    {
        await using var house = await LtiHouse.Open();
        var other = (await house.Admin.Post("/rooms", new { title = "Elsewhere" })).Fine()["id"];
        using var ada = house.Site.NewVisitor();
        using var elif = house.Site.NewVisitor();
        var pick = await house.Launch(ada, Enrolled.Ada, deepLink: true);
        await house.Launch(elif, Enrolled.Of(Cast.Elif, "s-elif-too", Enrolled.Course + "#Instructor"));
        Assert.Contains("lti.stale", (await elif.Open(pick.Path)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.Submit(pick, "form:has([name=title])", ("act", "pick"), ("room", other))).Status);
        using var dana = house.Site.NewVisitor();
        var (state, token) = await house.Begin(dana, Enrolled.Dana, change: one => one.Remove(Token.Core + "launch_presentation"), deepLink: true);
        Assert.Contains("lti.may-not-link", (await house.Post(dana, ("state", state), ("id_token", token))).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deep_link_return_url")]
    [InlineData("accept_types")]
    [InlineData("accept_presentation_document_targets")]
    public async Task A_request_that_leaves_out_what_it_must_say_is_refused(string setting)
    {
        await using var house = await LtiHouse.Open();
        using var ada = house.Site.NewVisitor();
        var (state, token) = await house.Begin(ada, Enrolled.Ada, deepLink: true, change: one =>
        {
            one.Claims[Dl + "deep_linking_settings"]!.AsObject().Remove(setting);
            one.Remove(Token.Core + "launch_presentation");
        });
        Assert.Contains("lti.claims", (await house.Post(ada, ("state", state), ("id_token", token))).Text, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> Read(LtiHouse house, Page page)
    {
        var form = page.Document.QuerySelector("form[data-sends-itself]")!;
        Assert.Equal(house.Platform.At("/deep-link"), form.GetAttribute("action"));
        using var http = new HttpClient();
        return Token.Read(form.QuerySelector("[name=JWT]")!.GetAttribute("value")!, JsonDocument.Parse(await http.GetStringAsync(new Uri(house.Site.Address, "/lti/jwks"))).RootElement);
    }
}
