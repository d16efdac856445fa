using System.Net.Http.Headers;
using System.Text;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Invitations;

/// <summary>Inviting many at once, over the API and by the pages.</summary>
public sealed class BulkTests
{
    private const string List = """
        email,first name,last name,type
        ben.okafor@tidewright.example,Ben,Okafor,viewer
        cy.marsh@northfield.example,Cy,Marsh,moderator
        not an address,Dana,Voss,viewer
        elif@harbour.example,,,viewer
        CY.MARSH@northfield.example,Cy,Marsh,viewer
        gus@harbour.example,Gus,Thorn,chief
        """;

    [Theory, OnBothDatabases]
    public async Task Good_rows_are_issued_bad_ones_say_why_and_the_same_list_again_invites_nobody_twice(Engine engine)
    {
        await using var site = await InvitingSite.Start(engine);
        Assert.Equal(["good", "good", "malformedAddress", "missingName", "duplicate", "refused"], Verdicts(await Csv(site, List, "?check=true")));
        Assert.Equal(0, (await site.Get(site.Invitations)).Body.GetArrayLength());

        var first = await Csv(site, List);
        Assert.Equal(["issued", "issued", "malformedAddress", "missingName", "duplicate", "refused"], Verdicts(first));
        Assert.Equal(2, first.Body.GetProperty("issued").GetInt32());
        var ben = first.Body.GetProperty("rows")[0];
        Assert.Equal((2, "viewer"), (ben.GetProperty("row").GetInt32(), ben.GetProperty("role").GetString()));
        Assert.Equal(200, (await site.Claim(new Uri(ben.GetProperty("url").GetString()!).AbsolutePath, site.Site.NewVisitor().Http)).Status);

        var again = await Csv(site, List);
        Assert.Equal(["exists", "exists", "malformedAddress", "missingName", "duplicate", "refused"], Verdicts(again));
        Assert.Equal(ben.GetProperty("id").GetString(), again.Body.GetProperty("rows")[0].GetProperty("id").GetString());
        Assert.DoesNotContain("/i/", again.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, (await site.Get(site.Invitations)).Body.GetArrayLength());
    }

    [Theory, OnBothDatabases]
    public async Task Lists_at_once_keep_to_the_quota_exactly_whichever_rooms_they_are_for(Engine engine)
    {
        await using var site = await InvitingSite.Start(engine, settings: "Settings:invitations:Quota=150");
        var other = (await site.Post("/rooms", new { title = "Another", timeZone = "Europe/Dublin" })).Text("id");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => site.Post(
            number % 2 == 0 ? $"{site.Invitations}/bulk" : $"/rooms/{other}/invitations/bulk",
            new { rows = Enumerable.Range(0, 60).Select(row => new { email = $"guest{number}.{row}@harbour.example", firstName = "Guest", lastName = $"{row}", session = "every" }) })));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(150, answers.Sum(answer => answer.Body.GetProperty("issued").GetInt32()));
        Assert.Equal(6 * 60 - 150, answers.Sum(answer => Verdicts(answer).Count(verdict => verdict == "quota")));
        Assert.Equal((429, "invitation.quota"), Refusal(await site.Invite()));
    }

    [Fact]
    public async Task A_list_has_its_limits_and_is_for_those_who_may_invite()
    {
        await using var site = await InvitingSite.Start();
        var row = new { email = "a@x.example", firstName = "A", lastName = "B" };
        Assert.Equal((422, "invitation.bulk-size"), Refusal(await site.Post($"{site.Invitations}/bulk", new { rows = Array.Empty<object>() })));
        Assert.Equal((422, "invitation.bulk-size"), Refusal(await site.Post($"{site.Invitations}/bulk", new { rows = Enumerable.Repeat(row, 1001) })));
        Assert.Equal((400, "request.malformed"), Refusal(await site.Post($"{site.Invitations}/bulk", new { rows = new object?[] { null } })));
        Assert.Equal((415, "request.media-type"), Refusal(await Csv(site, "a@x.example,A,B", type: "text/plain")));
        var ada = await site.Site.Enroll(Cast.Ada, Usher.Accounts.SiteRole.Creator);
        var stranger = site.Site.NewVisitor().WithToken(await site.Site.Token(ada, [.. Usher.Accounts.Scopes.All])).Http;
        Assert.Equal((404, "room.unknown"), Refusal(await site.Post($"{site.Invitations}/bulk", new { rows = new[] { row } }, stranger)));
        await site.Patch($"/rooms/{site.Room}", new { chatAndCollaboration = false });
        Assert.Equal((403, "invitation.chat-and-collaboration-off"), Refusal(await site.Post($"{site.Invitations}/bulk", new { rows = new[] { row } })));
    }

    [Fact]
    public async Task Without_script_a_list_is_checked_issued_and_its_links_are_in_that_page_alone()
    {
        await using var site = await UsherSite.Start(settings: "Demo=true");
        var ada = site.NewVisitor();
        await ada.SignIn(Cast.Ada, onTo: "/rooms");
        var room = (await ada.Open("/rooms")).Document.QuerySelector("a[href^='/rooms/0']")!.GetAttribute("href")!;
        var form = await ada.Open($"{room}/invitations/bulk");
        // Whom the site knows needs no name; who calls themselves a formula is not one in the file.
        var list = "dana.voss@harbour.example\n=cmd@harbour.example,=1+1,Doe\nnobody@harbour.example";
        var check = await ada.Submit(form, "form[data-dialog]", ("text", list));
        Assert.Contains("2 of 3 can be invited", check.Text, StringComparison.Ordinal);
        Assert.Contains("Name missing", check.Text, StringComparison.Ordinal);
        Assert.Contains("Dana Voss", check.Text, StringComparison.Ordinal);
        var done = await ada.Submit(check, "form[data-dialog]", ("issue", "yes"));
        Assert.Contains("2 people are invited", done.Text, StringComparison.Ordinal);
        var file = Encoding.UTF8.GetString(Convert.FromBase64String(done.Document.QuerySelector("a[download]")!.GetAttribute("href")!.Split("base64,")[1]));
        var lines = file.Trim('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("'=1+1", lines[2], StringComparison.Ordinal);
        Assert.Matches("/i/[0-9a-z]{52}$", lines[1]);
        Assert.DoesNotContain("/i/", (await ada.Open($"{room}/invitations")).Document.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    private static List<string?> Verdicts(Answer answer) => [.. answer.Body.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("verdict").GetString())];

    private static (int, string?) Refusal(Answer answer) => (answer.Status, answer.Code);

    private static async Task<Answer> Csv(InvitingSite site, string text, string query = "", string type = "text/csv")
    {
        using var content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type, "utf-8"));
        using var response = await site.Host.PostAsync($"/api/v1{site.Invitations}/bulk{query}", content);
        return await Answer.Of(response);
    }
}
