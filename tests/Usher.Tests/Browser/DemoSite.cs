using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Usher.Accounts;
using Usher.Data;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Browser;

/// <summary>The demo as anybody can run it, for tests that walk around in it, and one profile that Ada is signed in with.</summary>
public sealed partial class DemoSite : IAsyncLifetime
{
    public UsherSite Site { get; private set; } = null!;

    public IBrowserContext Ada { get; private set; } = null!;

    public RoomId Tides { get; private set; }

    /// <summary>The session of <see cref="Tides"/>, which is open.</summary>
    public SessionId Open { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Site = await UsherSite.Start(settings: "Demo=true");
        await using var db = Site.Read();
        Tides = (await db.Rooms.SingleAsync(room => room.Title == "Tides and turbines")).Id;
        Open = (await db.Sessions.SingleAsync(session => session.RoomId == Tides)).Id;
        Ada = await Chromium.Profile(Site);
        var page = await Ada.NewPageAsync();
        await page.SignIn(Cast.Ada);
        await page.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Ada.CloseAsync();
        await Site.DisposeAsync();
    }

    /// <summary>The path of this person's invitation, from their mail.</summary>
    public Task<string> InvitationOf(Person person) => InMail(person, "", Link());

    /// <summary>The code that was mailed to them.</summary>
    public Task<string> CodeOf(Person person) => InMail(person, "Your code for", Digits());

    private async Task<string> InMail(Person person, string subject, Regex wanted)
    {
        using var reader = Site.NewVisitor();
        for (var tries = 0; tries < 100; tries++, await Task.Delay(100))
        {
            var box = await reader.Open("/mailbox");
            var mail = box.Document.QuerySelectorAll("#mails a").FirstOrDefault(link =>
                link.TextContent.Contains(person.Email, StringComparison.Ordinal) && link.TextContent.Contains(subject, StringComparison.Ordinal));
            if (mail is not null) return wanted.Match((await reader.Open(mail.GetAttribute("href")!)).Text).Value;
        }
        throw new TimeoutException($"No mail for {person.Name}.");
    }

    [GeneratedRegex("/i/[0-9a-z]{52}", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.None, 1000)]
    private static partial Regex Digits();
}

/// <summary>Signing in as people do.</summary>
internal static class SigningIn
{
    public static async Task SignIn(this IPage page, Person person)
    {
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Email address").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.Arrives("/rooms$");
    }
}
