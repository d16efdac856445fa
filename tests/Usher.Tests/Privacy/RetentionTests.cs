using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Usher.Accounts;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Mail;
using Usher.Privacy;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;
using Usher.Tests.Rooms;

namespace Usher.Tests.Privacy;

/// <summary>Nothing of people is kept for longer than the site says, and nothing goes that is still needed.</summary>
public sealed class RetentionTests
{
    [Theory, OnBothDatabases]
    public async Task What_is_older_than_the_site_keeps_it_goes_and_nothing_else_does(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var now = site.Time.Now();
        var old = await Held(site, now.AddDays(-400));
        var recent = await Held(site, now.AddDays(-300));
        var unused = await old.Gathering.Invite(Cast.Elif, Role.Viewer, now.AddDays(-400));
        await site.Site.Door.Write(db => db.Participants.Where(person => person.Id == unused.Participant).ExecuteDeleteAsync());

        // Two nodes come to it at once.
        await Task.WhenAll(Sweep(site), Sweep(site), Sweep(site));

        await using var db = site.Site.Read();
        Assert.False(await db.Set<Invitation>().AnyAsync(one => one.Id == unused.Invitation));
        var nameless = await db.Set<Invitation>().Where(one => one.RoomId == old.Gathering.Room).ToListAsync();
        Assert.Equal(3, nameless.Count);
        Assert.All(nameless, one => Assert.Equal(("", "", "Erased person", ""), (one.Email, one.EmailKey, one.FirstName, one.LastName)));
        Assert.All(await db.Set<Participant>().Where(one => one.SessionId == old.Gathering.Session).ToListAsync(), one => Assert.Equal("Erased person", one.Name));
        Assert.Empty(await db.Set<DeviceBinding>().Where(one => one.Invitation!.RoomId == old.Gathering.Room).ToListAsync());
        Assert.Equal((0, 0), (await Events(db, old), await db.Set<LiveSnapshot>().CountAsync(one => one.SessionId == old.Gathering.Session)));
        var guest = await db.Set<Usher.GuestLinks.Guest>().SingleAsync(guest => guest.Id == old.Guest);
        Assert.Equal(("", "Erased person"), (guest.Email, guest.FirstName));

        Assert.Equal(3, await db.Set<Invitation>().CountAsync(one => one.RoomId == recent.Gathering.Room && one.EmailKey != "" && one.FirstName != "Erased person"));
        Assert.Equal(3, await db.Set<DeviceBinding>().CountAsync(one => one.Invitation!.RoomId == recent.Gathering.Room));
        Assert.Equal(Logged, await Events(db, recent));
        Assert.Equal(Cast.Gus.Email, await db.Set<Usher.GuestLinks.Guest>().Where(guest => guest.Id == recent.Guest).Select(guest => guest.Email).SingleAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_session_that_is_open_or_to_come_keeps_all_however_old_it_is(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var now = site.Time.Now();
        var open = await Held(site, now.AddDays(-900));
        // Without an end it is open until somebody ends it; who was withdrawn or removed from it stays out by what is kept.
        await site.Site.Door.Write(async db =>
        {
            await db.Sessions.Where(session => session.Id == open.Gathering.Session).ExecuteUpdateAsync(set => set.SetProperty(session => session.EndsAt, (DateTimeOffset?)null));
            await db.Invitations.Where(one => one.Id == open.Gathering.Ben.Invitation).ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now.AddDays(-800)));
        });
        var expired = await open.Gathering.Invite(Cast.Elif, Role.Viewer, now.AddDays(-900), expiresAt: now.AddDays(-890));
        var coming = await Held(site, now.AddDays(-700));
        await site.Site.Door.Write(db => db.Sessions.Where(session => session.Id == coming.Gathering.Session).ExecuteUpdateAsync(set => set
            .SetProperty(session => session.StartsAt, now.AddDays(1)).SetProperty(session => session.EndsAt, now.AddDays(1).AddHours(1))));
        await Sweep(site);
        await using var db = site.Site.Read();
        foreach (var kept in new[] { open, coming })
        {
            Assert.True(await db.Set<Invitation>().Where(one => one.RoomId == kept.Gathering.Room).AllAsync(one => one.EmailKey != ""));
            Assert.Equal(Logged, await Events(db, kept));
            Assert.Equal(Cast.Gus.Email, await db.Set<Usher.GuestLinks.Guest>().Where(guest => guest.Id == kept.Guest).Select(guest => guest.Email).SingleAsync());
        }
        Assert.True(await db.Set<Invitation>().AnyAsync(one => one.Id == expired.Invitation));
    }

    [Theory, OnBothDatabases]
    public async Task With_nought_it_is_kept_for_as_long_as_the_room_is_there(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        Assert.Equal("200", (await mina.Patch("/admin/settings/site", new { keepInvitations = 0, keepMessages = 0 })).Said);
        var now = site.Time.Now();
        var (here, gone) = (await Held(site, now.AddDays(-900)), await Held(site, now.AddDays(-900)));
        await site.Site.Door.Write(db => db.Rooms.Where(room => room.Id == gone.Gathering.Room).ExecuteUpdateAsync(set => set.SetProperty(room => room.DeletedAt, now.AddHours(-12))));
        await Sweep(site);
        await using (var db = site.Site.Read()) Assert.Equal((Logged, Logged), (await Events(db, here), await Events(db, gone)));
        await site.Site.Door.Write(db => db.Rooms.Where(room => room.Id == gone.Gathering.Room).ExecuteUpdateAsync(set => set.SetProperty(room => room.DeletedAt, now.AddHours(-25))));
        await Sweep(site);
        await using (var db = site.Site.Read())
        {
            Assert.Equal((Logged, 0), (await Events(db, here), await Events(db, gone)));
            Assert.Equal(3, await db.Set<Invitation>().CountAsync(one => one.RoomId == here.Gathering.Room && one.EmailKey != ""));
            Assert.Equal(0, await db.Set<Invitation>().CountAsync(one => one.RoomId == gone.Gathering.Room && one.EmailKey != ""));
        }
    }

    [Theory, OnBothDatabases]
    public async Task What_guests_asked_a_code_for_goes_after_a_day_with_its_mail_whatever_the_site_keeps(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var now = site.Time.Now();
        var held = await Held(site, now.AddDays(-2));
        await Coded(site, now.AddHours(-25), 1);
        var recent = await Coded(site, now.AddHours(-23), 2);
        await Task.WhenAll(Sweep(site), Sweep(site), Sweep(site));
        await using var db = site.Site.Read();
        Assert.Equal([recent], await db.Set<GuestCode>().Select(code => code.Id).ToListAsync());
        Assert.Equal([recent.ToString()], await db.Set<OutboxMail>().Where(mail => mail.Kind == GuestCodeMail.Kind).Select(mail => mail.Subject).ToListAsync());
        Assert.Equal(Cast.Gus.Email, await db.Set<Usher.GuestLinks.Guest>().Where(guest => guest.Id == held.Guest).Select(guest => guest.Email).SingleAsync());
    }

    private static Task<GuestCodeId> Coded(RoomSite site, DateTimeOffset at, int number) => site.Site.Door.Write(async db =>
    {
        var id = GuestCodeId.New(at);
        db.Add(new GuestCode
        {
            Id = id,
            GuestLinkId = await db.Set<GuestLink>().Select(link => link.Id).FirstAsync(),
            Email = Cast.Gus.Email,
            EmailKey = Cast.Gus.Email,
            Mailbox = Cast.Gus.Email,
            Number = number,
            Language = "en",
            BrowserHash = [1],
            CodeHash = [2],
            Network = "203.0.113.7",
            SentAt = at,
        });
        db.Add(new OutboxMail { Id = OutboxMailId.New(at), Kind = GuestCodeMail.Kind, Subject = id.ToString(), MessageId = $"{id}@here", QueuedAt = at, NextTryAt = at, State = MailState.Accepted, RelayWords = "250 ok" });
        return id;
    });

    // More than go at once.
    private const int Logged = 1500;

    private static Task Sweep(RoomSite site) => site.Site.Services.GetServices<IHostedService>().OfType<Retention>().Single().Sweep();

    private static Task<int> Events(UsherDb db, Past past) => db.Set<LoggedEvent>().CountAsync(logged => logged.SessionId == past.Gathering.Session);

    /// <summary>A session that was held: with its invitees, a guest, and what was said.</summary>
    private static async Task<Past> Held(RoomSite site, DateTimeOffset at)
    {
        var gathering = await Gathering.Arrange(site.Site.Door, at);
        var (link, guest) = (GuestLinkId.New(at), GuestId.New(at));
        await site.Site.Door.Write(db =>
        {
            db.Add(new GuestLink { Id = link, RoomId = gathering.Room, Name = "Poster", TokenHash = Secret.Hash(Secret.New()), SealedToken = null, KeptById = gathering.Ada, CreatedAt = at });
            db.Add(new Usher.GuestLinks.Guest
            {
                Id = guest,
                GuestLinkId = link,
                FirstName = Cast.Gus.FirstName,
                LastName = Cast.Gus.LastName,
                Email = Cast.Gus.Email,
                EmailKey = Cast.Gus.Email,
                SecretHash = Secret.Hash(Secret.New()),
                AttemptHash = Secret.Hash(Secret.New()),
                Browser = "Firefox",
                System = "Linux",
                CameAt = at,
            });
            db.Add(new Participant { Id = ParticipantId.New(at), SessionId = gathering.Session, GuestId = guest, FirstName = "Gus", LastName = "Thorn", AdmittedAt = at });
            for (var i = 1; i <= Logged; i++)
            {
                var said = new Said(new(i, $"m{i}", Panel.Chat, gathering.Ben.Participant, Cast.Ben.Name, Role.Speaker, "The turbine turns.", at)) { Sequence = i, At = at };
                db.Add(LoggedEvent.Of(gathering.Session, said));
            }
            db.Add(new LiveSnapshot { SessionId = gathering.Session, Sequence = 10, Format = LiveState.Format, State = "{}" });
            return Task.CompletedTask;
        });
        return new(gathering, guest);
    }

    private sealed record Past(Gathering Gathering, GuestId Guest);
}
