using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Lti;
using Usher.Rooms;
using Usher.Tests.Fixtures;
using Usher.Tests.GuestLinks;

namespace Usher.Tests.Lti;

/// <summary>What being in a course gives in its rooms, on both databases, without anybody being made a collaborator.</summary>
public sealed class CourseRoomTests
{
    [Theory, OnBothDatabases]
    public async Task Members_see_the_courses_rooms_and_who_leads_it_hosts_and_invites(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        var now = TimeProvider.System.Now();
        var (ada, elif, dana, gus) = (await site.Enroll(Cast.Ada), await site.Enroll(Cast.Elif), await site.Enroll(Cast.Dana), await site.Enroll(Cast.Gus));
        var course = await Course(site, now, (ada, CourseRole.Host), (elif, CourseRole.Host), (dana, CourseRole.Viewer));
        var made = await Create(site, ada, course, now);
        Assert.Equal(RoomProblems.CreatorsOnly, (await Create(site, dana, course, now)).Problem);
        var room = made.Value.ToString();

        using var teacher = site.NewVisitor().WithToken(await site.Token(elif, Scopes.RoomsRead, Scopes.RoomsWrite, Scopes.InvitationsRead, Scopes.InvitationsWrite));
        using var student = site.NewVisitor().WithToken(await site.Token(dana, Scopes.RoomsRead, Scopes.RoomsWrite, Scopes.InvitationsRead, Scopes.InvitationsWrite));
        using var stranger = site.NewVisitor().WithToken(await site.Token(gus, Scopes.RoomsRead));
        Assert.Equal("coEditor", (await teacher.Get($"/rooms/{room}")).Fine()["standing"]);
        Assert.False((await student.Get($"/rooms/{room}")).Fine().Body.TryGetProperty("standing", out _));
        Assert.Equal("room.unknown", (await stranger.Get($"/rooms/{room}")).Code);

        (await teacher.Post($"/rooms/{room}/sessions", new { })).Fine();
        var (ben, femi) = (await teacher.Invite(room, Cast.Ben), await teacher.Invite(room, Cast.Femi));
        using var benAtHome = site.NewVisitor();
        (await benAtHome.Post($"/entry/{ben.Token}/claim", new { email = Cast.Ben.Email })).Fine();
        Assert.Equal("room.forbidden", (await student.Post($"/rooms/{room}/sessions", new { })).Code);
        Assert.Equal("invitation.may-not-invite", (await student.Get($"/rooms/{room}/people?query=be")).Code);

        await site.Door.Write(db => db.CourseMembers.Where(member => member.AccountId == elif || member.AccountId == dana)
            .ExecuteUpdateAsync(set => set.SetProperty(member => member.LeftAt, now)));
        Assert.Equal("room.unknown", (await teacher.Get($"/rooms/{room}")).Code);
        Assert.Equal("room.unknown", (await student.Get($"/rooms/{room}")).Code);
        // What they gave out ends with what they were.
        using var femiAtHome = site.NewVisitor();
        Assert.Equal("invitation.void", (await femiAtHome.Post($"/entry/{femi.Token}/claim", new { email = Cast.Femi.Email })).Code);
    }

    [Theory, OnBothDatabases]
    public async Task Guest_links_of_a_teacher_are_looked_after_by_all_who_lead_the_course_and_by_nobody_who_has_left_it(Engine engine)
    {
        await using var site = await UsherSite.Start(engine);
        var now = TimeProvider.System.Now();
        var (ada, elif, femi, dana) = (await site.Enroll(Cast.Ada), await site.Enroll(Cast.Elif), await site.Enroll(Cast.Femi), await site.Enroll(Cast.Dana));
        var course = await Course(site, now, (ada, CourseRole.Host), (elif, CourseRole.Host), (femi, CourseRole.Host), (dana, CourseRole.Moderator));
        var room = (await Create(site, ada, course, now)).Value.ToString();
        string[] all = [Scopes.RoomsRead, Scopes.RoomsWrite, Scopes.InvitationsRead, Scopes.InvitationsWrite];
        using var teacher = site.NewVisitor().WithToken(await site.Token(elif, all));
        using var colleague = site.NewVisitor().WithToken(await site.Token(femi, all));
        using var assistant = site.NewVisitor().WithToken(await site.Token(dana, all));
        (await teacher.Post($"/rooms/{room}/sessions", new { })).Fine();
        var (link, token) = await GuestLinkTests.Link(teacher, room);
        using var gus = site.NewVisitor();
        (await GuestLinkTests.Claim(gus, token, Cast.Gus.Email)).Fine();

        // Another who leads the course sees it, changes it, and is its keeper from then on; who only helps there does not even see it.
        Assert.Equal(Cast.Elif.Name, (await colleague.Get($"/rooms/{room}/guest-links/{link}")).Fine().Body.GetProperty("link").GetProperty("keptBy").GetString());
        Assert.Equal("invitation.may-not-invite", (await assistant.Get($"/rooms/{room}/guest-links")).Code);
        Assert.Equal("invitation.may-not-invite", (await assistant.Patch($"/rooms/{room}/guest-links/{link}", new { enabled = false })).Code);

        // Who has left looks after it no more, and what they alone stand behind lets in nobody new; who is in stays in.
        await Leave(site, elif, now);
        Assert.Equal("room.unknown", (await teacher.Get($"/rooms/{room}/guest-links")).Code);
        Assert.Equal("room.unknown", (await teacher.Patch($"/rooms/{room}/guest-links/{link}", new { name = "Mine" })).Code);
        Assert.Equal("room.unknown", (await teacher.Post($"/rooms/{room}/guest-links", new { name = "Mine" })).Code);
        Assert.Equal("orphaned", await State(colleague, room, link));
        using var late = site.NewVisitor();
        Assert.Equal("guest-link.off", (await GuestLinkTests.Claim(late, token, Cast.Mina.Email)).Code);
        (await GuestLinkTests.Claim(gus, token)).Fine();

        // A colleague takes it over, and it works; until nobody of the two is left.
        (await colleague.Patch($"/rooms/{room}/guest-links/{link}", new { name = "Ours" })).Fine();
        Assert.Equal("open", await State(colleague, room, link));
        (await GuestLinkTests.Claim(late, token, Cast.Mina.Email)).Fine();
        await site.Door.Write(db => db.CourseMembers.Where(member => member.AccountId == femi).ExecuteUpdateAsync(set => set.SetProperty(member => member.Role, CourseRole.Viewer)));
        Assert.Equal("invitation.may-not-invite", (await colleague.Patch($"/rooms/{room}/guest-links/{link}", new { name = "Mine" })).Code);
        using var later = site.NewVisitor();
        Assert.Equal("guest-link.off", (await GuestLinkTests.Claim(later, token, Cast.Ben.Email)).Code);
    }

    private static async Task<string> State(Visitor host, string room, string link) =>
        (await host.Get($"/rooms/{room}/guest-links/{link}")).Fine().Body.GetProperty("link").GetProperty("state").GetString()!;

    private static Task Leave(UsherSite site, AccountId account, DateTimeOffset now) =>
        site.Door.Write(db => db.CourseMembers.Where(member => member.AccountId == account).ExecuteUpdateAsync(set => set.SetProperty(member => member.LeftAt, now)));

    private static Task<Outcome<RoomId>> Create(UsherSite site, AccountId by, CourseId course, DateTimeOffset now) =>
        site.Services.GetRequiredService<CreateRoom>().Run(
            new Actor(new SignedIn(by, "A", "B", "a@b.example", SiteRole.Member, null), now, null), new RoomDetails("Tides"), course);

    private static async Task<CourseId> Course(UsherSite site, DateTimeOffset now, params (AccountId Account, CourseRole Role)[] people)
    {
        var registration = SaveRegistration.New(new("L", "https://lms.example", "c", "https://lms.example/k", "https://lms.example/t", null, "https://lms.example/a"), now);
        var course = new Course { Id = CourseId.New(now), RegistrationId = registration.Id, DeploymentId = "d", ContextId = "c", Title = "Oceanography", CreatedAt = now };
        await site.Door.Write(db =>
        {
            db.Add(registration);
            db.Add(course);
            db.AddRange(people.Select(one => new CourseMember { CourseId = course.Id, Subject = one.Account.ToString(), AccountId = one.Account, Role = one.Role }));
            return Task.CompletedTask;
        });
        return course.Id;
    }
}
