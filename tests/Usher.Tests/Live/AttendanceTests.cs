using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Usher.Data;
using Usher.Invitations;
using Usher.Live;
using Usher.Sessions;
using Usher.Settings;
using Usher.Tests.Fixtures;
using Answer = Usher.Tests.Invitations.Answer;

namespace Usher.Tests.Live;

/// <summary>Who was in a session, from when to when: written with the log, and never out by a crash.</summary>
public sealed class AttendanceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Each_stay_reaches_from_coming_in_to_the_last_connection(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var time = new FakeTimeProvider(Gathering.Start);
        var gathering = await Gathering.Arrange(store.Door, time.Now());
        // Their devices have connected: else they would lapse.
        await gathering.Change(db => db.Set<DeviceBinding>().ExecuteUpdateAsync(set => set.SetProperty(one => one.ConnectedAt, Gathering.Start)));
        await using var authority = await Authority(store, time, gathering);
        var dana = gathering.Dana;

        await authority.Enter(dana.Participant, dana.Device);
        time.Advance(TimeSpan.FromMinutes(10));
        // Another connection is no other stay, and to notice that the last one is lost takes its time.
        await authority.Enter(dana.Participant, dana.Device);
        await authority.Leave(new Dictionary<ParticipantId, DateTimeOffset> { [dana.Participant] = time.Now().AddSeconds(-8) });
        time.Advance(TimeSpan.FromMinutes(5));
        await authority.Enter(dana.Participant, dana.Device);
        await authority.Enter(gathering.Ben.Participant, gathering.Ben.Device);
        time.Advance(TimeSpan.FromMinutes(2));
        await gathering.Change(db => db.Revoke(gathering.Ben.Invitation, gathering.Ada, null, time.Now()));
        await authority.JudgeAgain([gathering.Ben.Participant]);

        var start = Gathering.Start;
        Assert.Equal(
            [(dana.Participant, 0, 592), (dana.Participant, 900, null), (gathering.Ben.Participant, 900, (double?)1020)],
            (await Stays(store)).Select(stay => (stay.ParticipantId, (int)(stay.JoinedAt - start).TotalSeconds, (stay.LeftAt - start)?.TotalSeconds)));
        Assert.All(await Stays(store), stay => Assert.Equal(stay.ParticipantId == dana.Participant ? dana.Device : gathering.Ben.Device, stay.DeviceId));
        await using var db = store.Read();
        Assert.Equal(start.AddMinutes(15), await db.Set<Invitation>().Where(one => one.Id == dana.Invitation).Select(one => one.LastSeenAt).SingleAsync(Cancel));
        Assert.Equal(start.AddSeconds(592), await db.Set<DeviceBinding>().Where(one => one.Id == dana.Device).Select(one => one.LastSeenAt).SingleAsync(Cancel));
    }

    [Theory, OnBothDatabases]
    public async Task What_the_log_refuses_is_no_attendance(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var time = new FakeTimeProvider(Gathering.Start);
        var gathering = await Gathering.Arrange(store.Door, time.Now());
        await using var one = await Authority(store, time, gathering);
        await using var other = await Authority(store, time, gathering);
        await one.Enter(gathering.Dana.Participant);
        await other.Enter(gathering.Ben.Participant);
        Assert.Equal([gathering.Dana.Participant], (await Stays(store)).Select(stay => stay.ParticipantId));
    }

    [Fact]
    public void A_stay_that_a_crash_left_open_reaches_to_the_last_pulse()
    {
        var joined = Gathering.Start;
        Assert.Equal(joined.AddMinutes(3), AttendanceRules.Until(joined, null, joined.AddMinutes(3), joined.AddHours(2)));
        Assert.False(AttendanceRules.IsIn(joined, null, joined.AddMinutes(3), joined.AddHours(2)));
        Assert.Equal(joined.AddSeconds(190), AttendanceRules.Until(joined, null, joined.AddMinutes(3), joined.AddSeconds(190)));
        Assert.True(AttendanceRules.IsIn(joined, null, null, joined.AddSeconds(4)));
    }

    [Fact]
    public void Who_comes_back_after_a_long_absence_of_ours_was_cut_off_and_after_a_short_one_was_not()
    {
        var start = Gathering.Start;
        var who = Stage.Dana;
        Assert.Equal(start, new PresenceBook(start.AddMinutes(5), start).CutOff(who));
        Assert.Null(new PresenceBook(start.AddSeconds(5), start).CutOff(who));
        // Not seen since we were killed: gone when we were, not when we noticed.
        var book = new PresenceBook(start.AddMinutes(5), start);
        Assert.Equal(start, book.Missing([who], start.AddMinutes(6))[who]);
    }

    [Fact]
    public async Task After_a_kill_nobody_has_attended_the_time_in_which_the_site_was_down()
    {
        await using var site = await UsherProcess.Start(Engine.Sqlite);
        await using var services = KilledSite.Storage(site);
        var gathering = await Gathering.Arrange(KilledSite.Door(services), LiveHouse.Now);
        await using (var dana = await LiveClient.Connect(site.Address, gathering.Dana.Cookie))
        {
            Assert.Null(await dana.Enter(gathering.Session, gathering.Dana.Key));
            await site.Kill();
        }
        var killed = LiveHouse.Now;
        await Task.Delay(TimeSpan.FromSeconds(11), Cancel);
        await site.StartAgain();
        await using var back = await LiveClient.Connect(site.Address, gathering.Dana.Cookie);
        Assert.Null(await back.Enter(gathering.Session, gathering.Dana.Key));
        await using var db = KilledSite.Read(services);
        var stays = await db.Set<Attendance>().OrderBy(stay => stay.Id).ToListAsync(Cancel);
        Assert.Equal(2, stays.Count);
        Assert.True(stays[0].LeftAt <= killed);
        Assert.True(stays[1].JoinedAt > killed);
        Assert.Null(stays[1].LeftAt);
    }

    [Fact]
    public async Task It_is_told_over_the_API_to_those_who_may_see_it_as_JSON_and_as_a_file()
    {
        await using var site = await UsherSite.Start();
        var gathering = await Gathering.Arrange(site.Door, LiveHouse.Now);
        await using (var dana = await LiveClient.Connect(site.Address, gathering.Dana.Cookie))
        {
            Assert.Null(await dana.Enter(gathering.Session, gathering.Dana.Key));
            var path = $"/api/v1/rooms/{gathering.Room}/sessions/{gathering.Session}/attendance";
            var ada = site.NewVisitor().WithToken(gathering.AdasToken).Http;
            var told = await Answer.Of(await ada.GetAsync(path, Cancel));
            var one = Assert.Single(told.Body.EnumerateArray());
            Assert.Equal(("Dana Voss", Cast.Dana.Email), (one.GetProperty("name").GetString(), one.GetProperty("email").GetString()));
            Assert.Equal("Firefox on Linux", one.GetProperty("stays")[0].GetProperty("device").GetString());
            Assert.False(one.TryGetProperty("leftAt", out _));
            Assert.Contains("Dana Voss,", await ada.GetStringAsync($"{path}?format=csv", Cancel), StringComparison.Ordinal);
            var gus = site.NewVisitor().WithToken(await gathering.TokenOf(await gathering.AddAccount(Cast.Gus, LiveHouse.Now), LiveHouse.Now)).Http;
            Assert.Equal("room.unknown", (await Answer.Of(await gus.GetAsync(path, Cancel))).Code);
        }
    }

    private static Task<SessionAuthority> Authority(Store store, FakeTimeProvider time, Gathering gathering)
    {
        var settings = new SiteSettings(store.Reading, store.Door, new ConfigurationBuilder().Build(), time);
        return SessionAuthority.Start(
            gathering.Session, new LiveLog(store.Reading, store.Door), new Admissions(store.Reading, new RemovalMarks(new EphemeralDataProtectionProvider()), settings, time), new SessionChanges(), time, _ => { }, Cancel);
    }

    private static async Task<List<Attendance>> Stays(Store store)
    {
        await using var db = store.Read();
        return await db.Set<Attendance>().OrderBy(stay => stay.Id).ToListAsync(Cancel);
    }
}

/// <summary>The database of a site that runs in a process of its own.</summary>
internal static class KilledSite
{
    public static Microsoft.Extensions.DependencyInjection.ServiceProvider Storage(UsherProcess site) =>
        Microsoft.Extensions.DependencyInjection.ServiceCollectionContainerBuilderExtensions.BuildServiceProvider(
            new Microsoft.Extensions.DependencyInjection.ServiceCollection()
                .AddStorage(new StorageOptions { Connection = $"Data Source={Path.Combine(site.DataDirectory, "usher.db")}" }, site.DataDirectory));

    public static WriteDoor Door(IServiceProvider services) => (WriteDoor)services.GetService(typeof(WriteDoor))!;

    public static UsherDb Read(IServiceProvider services) => ((IDbContextFactory<UsherDb>)services.GetService(typeof(IDbContextFactory<UsherDb>))!).CreateDbContext();
}
