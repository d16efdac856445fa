using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Usher.Data;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;

namespace Usher.Tests.Drills;

/// <summary>After everything that can be done with a link, nothing that the site leaves behind holds it.</summary>
public sealed partial class SecretsTests
{
    // Not that of the demo's cast, which the demo prints.
    private const string AdminPassword = "Another-Horse-1816";

    [Theory, OnBothDatabases]
    public async Task Nothing_left_behind_holds_a_link_a_device_or_a_token(Engine engine)
    {
        await using var site = await UsherProcess.Start(engine, [.. FirstAdmin.Settings, $"Bootstrap:Password={AdminPassword}", "Demo=true"]);
        using var host = site.NewVisitor().WithToken(FirstAdmin.Token);
        using var guest = site.NewVisitor();
        var (room, session) = await host.OpenRoom("Secrets of the deep");
        var invited = await host.Invite(room, Cast.Gus, sendEmail: true);
        var mailed = await ReadMail(site, invited);

        await LookAround(site, invited);
        (await guest.Post($"/entry/{invited.Token}/claim", new { email = Cast.Gus.Email })).Fine();
        await guest.Open($"/live/{session}");
        await using (var client = await LiveClient.Connect(site.Address, guest.Cookies.Header)) await client.Enter(SessionId.Parse(session, null));
        (await host.Post($"/rooms/{room}/invitations/{invited.Id}/send", new { })).Fine();
        var replaced = (await host.Post($"/rooms/{room}/invitations/{invited.Id}/replace", new { })).Fine()["url"].Split("/i/")[1];
        (await host.Post($"/rooms/{room}/invitations/{invited.Id}/revoke", new { })).Fine();
        await guest.Open($"/i/{replaced}");
        var shared = await ShareGuestLink(site, host, room);
        await site.Kill();

        foreach (var token in new[] { invited.Token, mailed, replaced, shared }.Concat(DeviceSecrets(guest)))
        {
            Assert.Empty(await Traces.Of(site, Bytes(token)));
            // That the hash is found shows that the search finds what is there.
            Assert.NotEmpty(await Traces.Of(site, Secret.Hash(token)));
        }
        Assert.Empty(await Traces.OfText(site, FirstAdmin.Token));
        Assert.Empty(await Traces.OfText(site, AdminPassword));
    }

    private static async Task<string> ShareGuestLink(UsherProcess site, Visitor host, string room)
    {
        using (var on = await host.Http.PutAsJsonAsync($"/api/v1/rooms/{room}/guest-access", new { enabled = true })) on.EnsureSuccessStatusCode();
        var token = (await host.Post($"/rooms/{room}/guest-links", new { name = "Poster" })).Fine()["url"].Split("/g/")[1];
        using var stranger = site.NewVisitor();
        await stranger.Open($"/g/{token}");
        await stranger.Open($"/g/{token}/nothing/here");
        await stranger.Open($"/nowhere?link=/g/{token}");
        await stranger.Get($"/guest/{token}");
        (await stranger.Post($"/guest/{token}/claim", new { firstName = "Femi", lastName = "Roe", email = Cast.Femi.Email })).Fine();
        (await host.Get($"/rooms/{room}/guest-links")).Fine();
        return token;
    }

    private static async Task LookAround(UsherProcess site, Invited invited)
    {
        using var stranger = site.NewVisitor();
        var page = await stranger.Open(invited.Path);
        using (var scanner = new HttpRequestMessage(HttpMethod.Head, invited.Path)) (await stranger.Http.SendAsync(scanner)).Dispose();
        await stranger.Submit(page, "form[data-claim]", ("email", Cast.Dana.Email));
        await stranger.Get($"/entry/{invited.Token}");
        await stranger.Post($"/entry/{invited.Token}/check-in", new { email = Cast.Dana.Email });
        await stranger.Post($"/entry/{invited.Token}/claim", new { email = Cast.Gus.Email, nonsense = true });
        await stranger.Open($"{invited.Path}/nothing/here");
        await stranger.Open($"/i/{invited.Token.ToUpperInvariant()}");
        await stranger.Open($"/nowhere?link=/i/{invited.Token}");
    }

    /// <summary>The token in the mail.</summary>
    private static async Task<string> ReadMail(UsherProcess site, Invited invited)
    {
        using var reader = site.NewVisitor();
        for (var tries = 0; tries < 100; tries++, await Task.Delay(100))
        {
            var box = await reader.Open("/mailbox");
            var mail = box.Document.QuerySelectorAll("#mails a").FirstOrDefault(link => link.TextContent.Contains(Cast.Gus.Email, StringComparison.Ordinal));
            if (mail is null) continue;
            var text = await reader.Open(mail.GetAttribute("href")!);
            return Link().Match(text.Document.QuerySelector("pre")!.TextContent).Groups[1].Value;
        }
        throw new TimeoutException($"No mail for {invited.Id}.");
    }

    private static IEnumerable<string> DeviceSecrets(Visitor guest) =>
        guest.Cookies.All.Where(cookie => cookie.Key.StartsWith("__Host-usher-device.", StringComparison.Ordinal)).Select(cookie => cookie.Value);

    private static byte[] Bytes(string token)
    {
        var bytes = new byte[32];
        Assert.True(Base32.TryRead(token, bytes));
        return bytes;
    }

    [GeneratedRegex("/i/([0-9a-z]{52})", RegexOptions.None, 1000)]
    private static partial Regex Link();
}
