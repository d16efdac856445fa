using Usher.Tests.Fixtures;

namespace Usher.Tests.Browser;

/// <summary>How an invitation looks to who opens it, on a site of its own: the countdown's session starts ten minutes after its site.</summary>
public sealed class InviteePagesTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Theory]
    [InlineData("lobby", "ben.okafor@tidewright.example", "Open now")]
    [InlineData("countdown", "femi.roe@harbour.example", "Check in now and walk in when it opens")]
    [InlineData("withdrawn", "gus.thorn@harbour.example", "This invitation was withdrawn.")]
    public async Task Invitees(string name, string address, string sentence)
    {
        var link = name == "withdrawn" ? await Withdrawn() : await demo.InvitationOf(new("", "", address));
        await using var profile = await Chromium.Profile(demo.Site);
        await profile.LooksWell(name, link, sentence);
    }

    private async Task<string> Withdrawn()
    {
        var page = await demo.Ada.NewPageAsync();
        await page.GotoAsync($"/rooms/{demo.Tides}");
        var issued = await page.Call("POST", $"/rooms/{demo.Tides}/invitations", new { email = Cast.Gus.Email, firstName = Cast.Gus.FirstName, lastName = Cast.Gus.LastName });
        await page.Call("POST", $"/rooms/{demo.Tides}/invitations/{issued.GetProperty("id").GetString()}/revoke", new { });
        await page.CloseAsync();
        return new Uri(issued.GetProperty("url").GetString()!).AbsolutePath;
    }
}
