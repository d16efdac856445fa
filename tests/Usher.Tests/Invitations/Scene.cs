using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Tests.Fixtures;
using Usher.Web;
using Secret = Usher.Data.Secret;

namespace Usher.Tests.Invitations;

/// <summary>Ada's room with one session that is open, and Ben invited to it as a Viewer: stored as facts, for tests of what follows from them.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string BensAddress = "ben.okafor@tidewright.example";

    private Scene(Store store) => Store = store;

    public Store Store { get; }
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 16, 5, 0, TimeSpan.Zero));
    public string Token { get; } = Secret.New();
    public InvitationId Invitation { get; private set; }
    public SessionId Session { get; private set; }
    public RoomId Room { get; private set; }
    public AccountId Ada { get; private set; }

    /// <summary>Where codes wait to be mailed: a relay that nobody asks yet.</summary>
    public Outbox Outbox { get; } = new(new EphemeralDataProtectionProvider(),
        MailRoute.Of(new MailOptions { From = "rooms@northfield.example", Smtp = new RelayOptions { Host = "localhost" } }, demo: false, new PublicAddress("https://rooms.northfield.example")),
        new PublicAddress("https://rooms.northfield.example"));

    public SiteSettings Settings => new(Store.Reading, Store.Door, new ConfigurationBuilder().Build(), Time);

    public static async Task<Scene> Set(Engine engine, int maxDevices = 1, DateTimeOffset? expiresAt = null, Role role = Role.Viewer)
    {
        var scene = new Scene(await Store.Open(engine));
        await scene.Write(maxDevices, expiresAt, role);
        return scene;
    }

    public Task<Outcome<Claimed>> Claim(string? email = null, DeviceCredentials? device = null, string network = "203.0.113.7") =>
        new ClaimInvitation(Store.Reading, Store.Door, Settings, Time).Claim(new Claim(
            Token, Usher.Invitations.Visitor.Typing(email ?? Cast.Ben.Email), device ?? Browser(), "Firefox", "Linux", network, network));

    /// <summary>As the site's admin: in force at once.</summary>
    public async Task Set(string changes) =>
        Assert.Null((await Settings.Change("invitations", JsonNode.Parse(changes)!.AsObject(), "test", null)).Problem);

    /// <summary>Asks for a code, having typed an address or, if there is none, having asked before.</summary>
    public Task<Outcome<CodeSent>> AskForCode(AskingBrowser browser, string? email = BensAddress, string network = "203.0.113.7") =>
        new SendEntryCode(Store.Door, Settings, new EntryCodes(Outbox), Outbox, Time).Send(
            Token, email is null ? Usher.Invitations.Visitor.Nobody : Usher.Invitations.Visitor.Typing(email), browser, network, network);

    /// <summary>The code in the newest mail that waits.</summary>
    public async Task<string> MailedCode()
    {
        await using var db = Store.Read();
        return Encoding.UTF8.GetString(Outbox.Open(await db.Set<OutboxMail>().Where(mail => mail.Kind == EntryCodeMail.Kind).OrderByDescending(mail => mail.Id).FirstAsync()));
    }

    /// <summary>Goes in by a code, with or without the address.</summary>
    public Task<Outcome<Claimed>> ClaimWithCode(string code, AskingBrowser browser, string? email = null, DeviceCredentials? device = null) =>
        new ClaimInvitation(Store.Reading, Store.Door, Settings, Time).Claim(new Claim(
            Token, (email is null ? Usher.Invitations.Visitor.Nobody : Usher.Invitations.Visitor.Typing(email)) with { CodeShown = browser.HashOf(CodePurpose.Entry, code) },
            device ?? Browser(), "Firefox", "Linux", "203.0.113.7", "203.0.113.7")
        { Asking = browser });

    public static AskingBrowser NewAsker() => new(Secret.New());

    /// <summary>A browser that has never been here: with a key of its own, or with none.</summary>
    public static DeviceCredentials Browser(string? key = null) => new(new Dictionary<DeviceBindingId, string>(), null, key);

    public static DeviceCredentials Browser(DeviceCookie cookie) => new(new Dictionary<DeviceBindingId, string> { [cookie.Binding] = cookie.Secret }, null, null);

    public async Task Change(Func<UsherDb, Task> change) => await Store.Door.Write(change);

    public async Task<int> Count<T>() where T : class
    {
        await using var db = Store.Read();
        return await db.Set<T>().CountAsync();
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    private Task Write(int maxDevices, DateTimeOffset? expiresAt, Role role)
    {
        var now = Time.Now();
        (Ada, Room, Session, Invitation) = (AccountId.New(now), RoomId.New(now), SessionId.New(now), InvitationId.New(now));
        return Store.Door.Write(db =>
        {
            db.Add(new Account
            {
                Id = Ada,
                FirstName = Cast.Ada.FirstName,
                LastName = Cast.Ada.LastName,
                Email = Cast.Ada.Email,
                NormalizedEmail = Cast.Ada.Email.ToUpperInvariant(),
                UserName = Cast.Ada.Email,
                NormalizedUserName = Cast.Ada.Email.ToUpperInvariant(),
                SiteRole = SiteRole.Creator,
                CreatedAt = now,
                SecurityStamp = "stamp",
            });
            db.Add(new Room { Id = Room, Title = "Tides and turbines", TimeZone = "Europe/Dublin", CreatedAt = now });
            db.Add(new Collaborator { RoomId = Room, AccountId = Ada, Standing = Standing.Owner, AddedAt = now });
            db.Add(new Session { Id = Session, RoomId = Room, StartsAt = now.AddMinutes(-5), EndsAt = now.AddMinutes(85), CreatedAt = now });
            db.Add(new Invitation
            {
                Id = Invitation,
                RoomId = Room,
                SessionId = Session,
                Email = Cast.Ben.Email,
                EmailKey = EmailAddress.Parse(Cast.Ben.Email)!.Key,
                FirstName = Cast.Ben.FirstName,
                LastName = Cast.Ben.LastName,
                Role = role,
                MaxDevices = maxDevices,
                ExpiresAt = expiresAt,
                IssuedById = Ada,
                IssuedAt = now,
            });
            db.Add(new LinkToken { Hash = Secret.Hash(Token), InvitationId = Invitation, IssuedAt = now });
            return Task.CompletedTask;
        });
    }
}
