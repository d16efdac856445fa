using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Usher.Courses;
using Usher.Data;
using Usher.Invitations;
using Usher.Live;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

public sealed class SessionAuthorityTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task What_was_acknowledged_is_in_the_log(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Dana.Participant);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => authority.Do(house.Dana.Participant, new Say($"{i}", Panel.Chat, $"Message {i}"), null)));
        Assert.Equal(Enumerable.Range(2, 8).Select(number => (long?)number), answers.Select(answer => answer.Sequence));
        Assert.Equal(9, house.Heard.Sum(batch => batch.Events.Length));
        var state = await house.Log.Load(house.Session, Cancel);
        Assert.Equal(LiveJson.Write(authority.State), LiveJson.Write(state));
    }

    [Theory, OnBothDatabases]
    public async Task Of_two_authorities_one_goes_on(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var one = await house.Authority();
        await using var other = await house.Authority();
        await one.Enter(house.Dana.Participant);
        var refused = await other.Enter(house.Ben.Participant);
        Assert.Equal(LiveProblems.Unavailable, refused.Problem);
        await Assert.ThrowsAsync<DbUpdateException>(() => other.Lost.WaitAsync(TimeSpan.FromSeconds(5), Cancel));
        Assert.Null((await one.Do(house.Dana.Participant, new Say("1", Panel.Chat, "Still here"), null)).Problem);
        Assert.Equal(LiveProblems.Unavailable, (await other.Do(house.Ben.Participant, new Say("1", Panel.Chat, "Not here"), null)).Problem);

        await using var next = await house.Authority();
        Assert.Null((await next.Enter(house.Ben.Participant)).Problem);
        Assert.Equal(["Still here"], next.State.Chat.Last.Select(message => message.Text));
    }

    [Theory, OnBothDatabases]
    public async Task Whoever_is_erased_is_forgotten_in_the_log_in_memory_and_in_every_snapshot(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using (var authority = await house.Authority())
        {
            await authority.Enter(house.Dana.Participant);
            await authority.Enter(house.Ben.Participant);
            for (var i = 0; i < 300; i++)
            {
                house.Time.Advance(TimeSpan.FromSeconds(1.1));
                Assert.Null((await authority.Do(i % 2 == 0 ? house.Ben.Participant : house.Dana.Participant, new Say($"{i}", Panel.Chat, i % 2 == 0 ? "Ben here" : "Dana here"), null)).Problem);
            }
            await authority.Forget([house.Ben.Participant], "Erased person");
            Assert.Equal("Erased person", authority.State.Find(house.Ben.Participant)!.Name);
            Assert.All(authority.State.Chat.Last, message => Assert.Equal(message.By == house.Ben.Participant ? ("Erased person", "") : (Cast.Dana.Name, "Dana here"), (message.Name, message.Text)));
            house.Time.Advance(TimeSpan.FromSeconds(1.1));
            Assert.Null((await authority.Do(house.Dana.Participant, new Say("last", Panel.Chat, "Still here"), null)).Problem);
        }
        await using var db = house.Store.Read();
        Assert.All((await db.Set<LoggedEvent>().Select(logged => logged.Event).ToListAsync(Cancel)).Append((await db.Set<LiveSnapshot>().SingleAsync(Cancel)).State),
            text => Assert.DoesNotContain("Ben", text, StringComparison.Ordinal));
        Assert.Equal(303, (await house.Log.Load(house.Session, Cancel)).Sequence);
        await house.Gathering.Change(write => write.Set<LiveSnapshot>().ExecuteDeleteAsync());
        Assert.Equal("Erased person", (await house.Log.Load(house.Session, Cancel)).Find(house.Ben.Participant)!.Name);
    }

    [Theory, OnBothDatabases]
    public async Task A_session_stands_as_it_stood_from_its_snapshot_and_its_log(Engine engine)
    {
        await using var house = await House.Open(engine);
        string before;
        await using (var authority = await house.Authority())
        {
            await authority.Enter(house.Dana.Participant);
            for (var i = 0; i < 300; i++)
            {
                house.Time.Advance(TimeSpan.FromSeconds(1.1));
                Assert.Null((await authority.Do(house.Dana.Participant, new Say($"{i}", Panel.Chat, $"Message {i}"), null)).Problem);
            }
            before = LiveJson.Write(authority.State);
        }
        await using var db = house.Store.Read();
        Assert.Equal(301, (await db.Set<LiveSnapshot>().SingleAsync(Cancel)).Sequence);
        Assert.Equal(before, LiveJson.Write(await house.Log.Load(house.Session, Cancel)));

        // A snapshot of another format is as good as none.
        await house.Gathering.Change(write => write.Set<LiveSnapshot>().ExecuteUpdateAsync(set => set.SetProperty(one => one.Format, 0).SetProperty(one => one.State, "?")));
        Assert.Equal(before, LiveJson.Write(await house.Log.Load(house.Session, Cancel)));
    }

    [Theory, OnBothDatabases]
    public async Task Older_messages_are_read_by_panel(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ben.Participant);
        for (var i = 0; i < 8; i++) await authority.Do(house.Ben.Participant, new Say($"{i}", i % 2 == 0 ? Panel.Chat : Panel.Backchannel, $"Message {i}"), null);
        var older = await house.Log.Messages(house.Session, Panel.Chat, before: 8, most: 2, Cancel);
        Assert.Equal(["Message 2", "Message 4"], older.Select(message => message.Text));
    }

    [Theory, OnBothDatabases]
    public async Task A_role_given_in_the_room_is_the_invitations_type(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ada);
        await authority.Enter(house.Dana.Participant);
        Assert.Null((await authority.Do(house.Ada, new ChangeRole(house.Dana.Participant, Role.Moderator), "192.0.2.1")).Problem);
        await using var db = house.Store.Read();
        var invitation = await db.Set<Invitation>().SingleAsync(one => one.Id == house.Dana.Invitation, Cancel);
        Assert.Equal((Role.Moderator, 2), (invitation.Role, invitation.Version));
        var line = await db.Set<HistoryLine>().SingleAsync(Cancel);
        Assert.Equal((HistoryWhat.RoleChanged, house.Gathering.Ada, "192.0.2.1"), (line.What, line.ById!.Value, line.From));
    }

    [Theory, OnBothDatabases]
    public async Task A_role_changed_on_the_register_is_the_one_in_the_room(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Dana.Participant);
        await house.Gathering.Change(db => db.Set<Invitation>().Where(one => one.Id == house.Dana.Invitation).ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, Role.Speaker)));
        await authority.JudgeAgain([house.Dana.Participant]);
        Assert.Equal(Role.Speaker, authority.State.Find(house.Dana.Participant)!.Role);
    }

    [Theory, OnBothDatabases]
    public async Task A_standing_is_not_changed_in_the_room(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ada);
        var gus = await house.Gathering.AddAccount(Cast.Gus, house.Time.Now());
        await house.Gathering.Change(db => { db.Add(new Collaborator { RoomId = house.Gathering.Room, AccountId = gus, Standing = Standing.CoViewer, AddedAt = house.Time.Now() }); return Task.CompletedTask; });
        var who = await house.Gathering.AdmitAccount(gus, house.Time.Now());
        Assert.Null((await authority.Enter(who)).Problem);
        Assert.Equal(LiveProblems.RoleByStanding, (await authority.Do(house.Ada, new ChangeRole(who, Role.Speaker), null)).Problem);
        Assert.Equal(Role.Viewer, authority.State.Find(who)!.Role);
    }

    [Theory, OnBothDatabases]
    public async Task Somebody_let_in_by_the_access_rule_keeps_the_role_given_them_for_the_session(Engine engine)
    {
        await using var house = await House.Open(engine, RoomAccess.Members);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ada);
        var gus = await house.Gathering.AdmitAccount(await house.Gathering.AddAccount(Cast.Gus, house.Time.Now()), house.Time.Now());
        await authority.Enter(gus);
        Assert.Equal(Role.Viewer, authority.State.Find(gus)!.Role);
        Assert.Null((await authority.Do(house.Ada, new ChangeRole(gus, Role.Speaker), null)).Problem);
        await authority.Leave(new Dictionary<ParticipantId, DateTimeOffset> { [gus] = house.Time.Now() });
        await authority.Enter(gus);
        Assert.Equal(Role.Speaker, authority.State.Find(gus)!.Role);
    }

    [Theory, OnBothDatabases]
    public async Task Removed_is_removed(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Cy.Participant);
        await authority.Enter(house.Dana.Participant);
        Assert.Null((await authority.Do(house.Cy.Participant, new Remove(house.Dana.Participant), null)).Problem);
        Assert.Equal(LiveProblems.Removed, (await authority.Enter(house.Dana.Participant)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task Revoked_in_the_room_is_revoked_on_the_register(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ada);
        await authority.Enter(house.Dana.Participant);
        Assert.Null((await authority.Do(house.Ada, new Revoke(house.Dana.Participant), null)).Problem);
        Assert.Equal(InvitationProblems.Revoked, (await authority.Enter(house.Dana.Participant)).Problem);
        await using var db = house.Store.Read();
        Assert.NotNull((await db.Set<Invitation>().SingleAsync(one => one.Id == house.Dana.Invitation, Cancel)).RevokedAt);
        Assert.NotNull((await db.Set<DeviceBinding>().SingleAsync(one => one.InvitationId == house.Dana.Invitation, Cancel)).RevokedAt);
    }

    [Theory, OnBothDatabases]
    public async Task When_an_invitations_time_is_over_its_holder_is_out(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        var elif = (await house.Gathering.Invite(Cast.Elif, Role.Viewer, house.Time.Now(), house.Time.Now().AddMinutes(3))).Participant;
        await authority.Enter(elif);
        await authority.JudgeDue();
        Assert.True(authority.State.Find(elif)!.Present);
        house.Time.Advance(TimeSpan.FromMinutes(3));
        await authority.JudgeDue();
        Assert.Null(authority.State.Find(elif));
        Assert.Equal(InvitationProblems.Expired, (await authority.Enter(elif)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task When_the_session_has_run_over_its_end_by_an_hour_it_is_over(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ada);
        house.Time.Advance(TimeSpan.FromMinutes(85 + 60));
        await authority.JudgeDue();
        Assert.True(authority.State.Ended);
        Assert.Equal(SessionProblems.Ended, (await authority.Enter(house.Ada)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task Ended_in_the_room_is_ended_for_everyone(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Cy.Participant);
        Assert.Null((await authority.Do(house.Cy.Participant, new End(), null)).Problem);
        await using var db = house.Store.Read();
        Assert.Equal(house.Time.Now(), (await db.Set<Session>().SingleAsync(Cancel)).EndedAt);
        Assert.Equal(SessionProblems.Ended, (await authority.Enter(house.Ada)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task An_account_that_lost_its_standing_is_out(Engine engine)
    {
        await using var house = await House.Open(engine);
        await using var authority = await house.Authority();
        await authority.Enter(house.Ada);
        await house.Gathering.Change(db => db.Set<Collaborator>().ExecuteDeleteAsync());
        await authority.JudgeAgain(null);
        Assert.Null(authority.State.Find(house.Ada));
        Assert.Equal(LiveProblems.NotAdmitted, (await authority.Enter(house.Ada)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task Who_leads_the_course_no_more_changes_nothing_for_good_though_no_word_of_it_has_come(Engine engine)
    {
        await using var house = await House.Open(engine, RoomAccess.Course);
        var (course, now) = (await house.Gathering.PutIntoCourse(house.Time.Now()), house.Time.Now());
        var (elif, gus) = (await house.Gathering.AddAccount(Cast.Elif, now), await house.Gathering.AddAccount(Cast.Gus, now));
        await house.Gathering.Join(course, elif, CourseRole.Host);
        await house.Gathering.Join(course, gus, CourseRole.Viewer);
        var (teacher, student) = (await house.Gathering.AdmitAccount(elif, now), await house.Gathering.AdmitAccount(gus, now));
        await using var authority = await house.Authority();
        await authority.Enter(teacher);
        await authority.Enter(student);
        await authority.Enter(house.Dana.Participant);
        Assert.Null((await authority.Do(teacher, new ChangeRole(student, Role.Speaker), null)).Problem);

        await house.Gathering.Change(db => db.Set<CourseMember>().Where(one => one.AccountId == elif).ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, CourseRole.Viewer)));
        foreach (var command in new LiveCommand[] { new ChangeRole(student, Role.Moderator), new Remove(student), new Revoke(house.Dana.Participant), new End() })
            Assert.Equal(LiveProblems.NotAllowed, (await authority.Do(teacher, command, null)).Problem);
        Assert.Equal((Role.Viewer, Role.Speaker), (authority.State.Find(teacher)!.Role, authority.State.Find(student)!.Role));
        await house.Gathering.Change(db => db.Set<CourseMember>().Where(one => one.AccountId == elif).ExecuteUpdateAsync(set => set.SetProperty(one => one.LeftAt, now)));
        Assert.Equal(LiveProblems.NotEntered, (await authority.Do(teacher, new End(), null)).Problem);
        Assert.Null(authority.State.Find(teacher));
        await using var db = house.Store.Read();
        Assert.Null((await db.Set<Session>().SingleAsync(Cancel)).EndedAt);
        Assert.False(await db.Set<Participant>().AnyAsync(person => person.RemovedAt != null, Cancel));
        Assert.Equal(LiveJson.Write(authority.State), LiveJson.Write(await house.Log.Load(house.Session, Cancel)));
    }

    [Theory, OnBothDatabases]
    public async Task Nobody_who_has_come_to_lead_the_course_is_put_out_or_given_a_role_by_a_moderator(Engine engine)
    {
        await using var house = await House.Open(engine, RoomAccess.Course);
        var (course, now) = (await house.Gathering.PutIntoCourse(house.Time.Now()), house.Time.Now());
        var elif = await house.Gathering.AddAccount(Cast.Elif, now);
        await house.Gathering.Join(course, elif, CourseRole.Viewer);
        var teacher = await house.Gathering.AdmitAccount(elif, now);
        await using var authority = await house.Authority();
        await authority.Enter(house.Cy.Participant);
        await authority.Enter(teacher);
        await house.Gathering.Change(db => db.Set<CourseMember>().ExecuteUpdateAsync(set => set.SetProperty(one => one.Role, CourseRole.Host)));
        Assert.Equal(LiveProblems.NotAllowed, (await authority.Do(house.Cy.Participant, new ChangeRole(teacher, Role.Speaker), null)).Problem);
        Assert.Equal(LiveProblems.NotAllowed, (await authority.Do(house.Cy.Participant, new Remove(teacher), null)).Problem);
        Assert.Equal(Role.Host, authority.State.Find(teacher)!.Role);
        await using var db = house.Store.Read();
        var person = await db.Set<Participant>().SingleAsync(one => one.Id == teacher, Cancel);
        Assert.Equal((null, null), (person.AssignedRole, person.RemovedAt));
    }

    private sealed class House(Store store, FakeTimeProvider time, Gathering gathering, ParticipantId ada) : IAsyncDisposable
    {
        public Store Store => store;
        public FakeTimeProvider Time => time;
        public Gathering Gathering => gathering;
        public SessionId Session => gathering.Session;
        public ParticipantId Ada => ada;
        public Guest Cy => gathering.Cy;
        public Guest Ben => gathering.Ben;
        public Guest Dana => gathering.Dana;
        public List<LiveBatch> Heard { get; } = [];
        public LiveLog Log => new(store.Reading, store.Door);

        public static async Task<House> Open(Engine engine, RoomAccess access = RoomAccess.Private)
        {
            var (store, time) = (await Store.Open(engine), new FakeTimeProvider(Gathering.Start));
            var gathering = await Gathering.Arrange(store.Door, time.Now(), access);
            return new(store, time, gathering, await gathering.AdmitAccount(gathering.Ada, time.Now()));
        }

        public Task<SessionAuthority> Authority()
        {
            var settings = new SiteSettings(store.Reading, store.Door, new ConfigurationBuilder().Build(), time);
            return SessionAuthority.Start(Session, Log, new Admissions(store.Reading, new RemovalMarks(new EphemeralDataProtectionProvider()), settings, time), new SessionChanges(), time, Heard.Add, Cancel);
        }

        public ValueTask DisposeAsync() => store.DisposeAsync();
    }
}
