using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Secret = Usher.Data.Secret;

namespace Usher.Tests.GuestLinks;

/// <summary>The room of <see cref="Scene"/> with guest links, on a site that asks guests for a mailed code.</summary>
internal sealed class GuestScene : IAsyncDisposable
{
    public const string Network = "203.0.113.7";

    private static readonly RemovalMarks Marks = new(new EphemeralDataProtectionProvider());

    private GuestScene(Scene scene) => Scene = scene;

    public Scene Scene { get; }

    /// <summary>The first link's.</summary>
    public string Token { get; private set; } = "";

    public static async Task<GuestScene> Set(Engine engine, int? maxUses = null, string settings = """{"guestVerification":"emailedCode","weakDevices":"allow"}""")
    {
        var guests = new GuestScene(await Scene.Set(engine));
        await guests.Scene.Set(settings);
        await guests.Scene.Change(db => db.Set<Room>().ExecuteUpdateAsync(set => set.SetProperty(room => room.GuestAccess, true)));
        guests.Token = await guests.Link(maxUses);
        return guests;
    }

    /// <summary>Another link to the room: its token.</summary>
    public async Task<string> Link(int? maxUses = null)
    {
        var (token, now) = (Secret.New(), Scene.Time.Now());
        await Scene.Store.Door.Add(new GuestLink
        {
            Id = GuestLinkId.New(now),
            RoomId = Scene.Room,
            Name = "Poster",
            TokenHash = Secret.Hash(token),
            SealedToken = null,
            MaxUses = maxUses,
            KeptById = Scene.Ada,
            CreatedAt = now,
        });
        return token;
    }

    public Task<Outcome<GuestCodeSent>> AskForCode(
        AskingBrowser browser, string? email = null, string network = Network, string? token = null, bool anew = true, DeviceCredentials? device = null) =>
        new SendGuestCode(Scene.Store.Door, Marks, Scene.Settings, Scene.Outbox, Scene.Time).Send(new GuestCodeAsk(
            token ?? Token, email ?? Cast.Gus.Email, device ?? Scene.Browser(), null, browser, network, "de", anew));

    public Task<Outcome<Claimed>> Claim(
        string? code = null, AskingBrowser? browser = null, string? email = null, DeviceCredentials? device = null, string? token = null, string lastName = "Thorn") =>
        new ClaimGuestLink(Scene.Store.Reading, Scene.Store.Door, Marks, Scene.Settings, Scene.Time).Claim(
            new GuestClaim(token ?? Token, new GuestDetails("Gus", lastName, email ?? Cast.Gus.Email), device ?? Scene.Browser(), null, "Firefox", "Linux")
            {
                Asking = browser,
                Code = code,
            });

    /// <summary>Asks for a code and reads it in the mail that waits.</summary>
    public async Task<string> Code(AskingBrowser browser, string? email = null, string? token = null) =>
        await Mailed((await AskForCode(browser, email, token: token)).Value.Id);

    public async Task<string> Mailed(GuestCodeId id)
    {
        var subject = id.ToString();
        await using var db = Scene.Store.Read();
        return Encoding.UTF8.GetString(Scene.Outbox.Open(await db.Set<OutboxMail>().SingleAsync(mail => mail.Kind == GuestCodeMail.Kind && mail.Subject == subject)));
    }

    /// <summary>How many uses are counted, and how many guests there are: the same, whatever happens.</summary>
    public async Task<int> CameIn()
    {
        await using var db = Scene.Store.Read();
        var guests = await db.Set<Guest>().CountAsync();
        Assert.Equal(guests, await db.Set<GuestLink>().SumAsync(link => link.Uses));
        return guests;
    }

    public static string Another(string code) => code == "000000" ? "000001" : "000000";

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
