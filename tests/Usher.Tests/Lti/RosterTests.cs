using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Courses;
using Usher.Data;
using Usher.Lti;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;

namespace Usher.Tests.Lti;

/// <summary>What the roster of a course tells, and what becomes of it when it does not come.</summary>
public sealed class RosterTests
{
    [Fact]
    public async Task A_roster_being_read_while_the_platform_is_turned_off_makes_nobody_a_member()
    {
        await using var house = await LtiHouse.Open();
        using var dana = house.Site.NewVisitor();
        await house.Launch(dana, Enrolled.Dana);
        house.Platform.BeforeRoster = () => house.TurnOff();
        await using var db = house.Site.Read();
        var read = await Rosters(house).Read((await db.Courses.SingleAsync()).Id, TestContext.Current.CancellationToken);
        Assert.Equal(LtiProblems.NotRegistered, read.Problem);
        Assert.Equal(0, await house.Members());
        // Nor does it count as read: turned on again, the platform is asked anew.
        Assert.Null((await db.Courses.SingleAsync()).RosterReadAt);
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_holds_up_no_other_and_not_itself_for_good()
    {
        await using var house = await LtiHouse.Open();
        await using var other = await Platform.Start(house.Site.Address);
        var registration = (await house.Admin.Post("/admin/lti-registrations", other.Registration())).Fine()["id"];
        var (slow, slowToo, quick) = (await Course(house, house.Registration, house.Platform, "slow"), await Course(house, house.Registration, house.Platform, "slow, too"), await Course(house, registration, other, "quick"));
        var answers = new TaskCompletionSource();
        house.Platform.BeforeRoster = () => answers.Task;
        var rosters = Rosters(house);
        var (theSlow, theQuick) = (LtiRegistrationId.Parse(house.Registration, null), LtiRegistrationId.Parse(registration, null));
        rosters.Want(theSlow, slow);
        rosters.Want(theSlow, slowToo);
        rosters.Want(theQuick, quick);
        await Until(house, quick, course => course.RosterReadAt is not null);
        // While the quick one was read, the slow one was not.
        await using (var db = house.Site.Read()) Assert.Null((await db.Set<Course>().AsNoTracking().SingleAsync(one => one.Id == slow)).RosterReadAt);
        rosters.Longest = TimeSpan.FromMilliseconds(200);
        Assert.Equal(LtiProblems.ServiceRefused, (await rosters.Read(slowToo, TestContext.Current.CancellationToken)).Problem);
        answers.SetResult();
        await Until(house, slow, course => course.RosterReadAt is not null);
    }

    [Fact]
    public async Task A_platform_that_hangs_takes_no_place_from_another_with_however_many_courses()
    {
        await using var house = await LtiHouse.Open();
        await using var other = await Platform.Start(house.Site.Address);
        var registration = (await house.Admin.Post("/admin/lti-registrations", other.Registration())).Fine()["id"];
        var answers = new TaskCompletionSource();
        house.Platform.BeforeRoster = () => answers.Task;
        var rosters = Rosters(house);
        rosters.MostOfOne = 3;
        var slow = new List<CourseId>();
        for (var number = 0; number < 10; number++) slow.Add(await Course(house, house.Registration, house.Platform, $"slow {number}"));
        foreach (var one in slow) rosters.Want(LtiRegistrationId.Parse(house.Registration, null), one);
        var quick = await Course(house, registration, other, "quick");
        rosters.Want(LtiRegistrationId.Parse(registration, null), quick);
        await Until(house, quick, course => course.RosterReadAt is not null);
        answers.SetResult();
        // Of the slow one's, no more than there is room for beside the one being read; the others are read when they are wanted again.
        await Until(house, slow[2], course => course.RosterReadAt is not null);
        await using var db = house.Site.Read();
        Assert.InRange(await db.Courses.CountAsync(one => slow.Contains(one.Id) && one.RosterReadAt != null), 3, 4);
        rosters.Want(LtiRegistrationId.Parse(house.Registration, null), slow[9]);
        await Until(house, slow[9], course => course.RosterReadAt is not null);
    }

    [Theory]
    [InlineData("desire2learn")]
    [InlineData("moodle")]
    [InlineData("canvas")]
    public async Task The_roster_comes_in_pages_and_feeds_suggestions_and_access(string family)
    {
        await using var house = await LtiHouse.Open(Habits.Of(family));
        house.Platform.Roster.AddRange([
            Enrolled.Of(Cast.Femi, "s-femi", Enrolled.Course + "#Learner"),
            new("s-quiet", null, null, null, null),
            new("s-gone", "Gus", "Thorn", Cast.Gus.Email, [Enrolled.Course + "#Learner"], "Inactive"),
            new("s-usual", "Ulla", "Usual", "", [Enrolled.Course + "#Instructor"], null),
        ]);
        var (ada, room) = await house.MakeRoom();
        var course = (await ada.Open("/courses")).Path;
        var people = await ada.Submit(await ada.Open(course + "/people"), "form[action$=people]");
        Assert.Equal(HttpStatusCode.OK, people.Status);
        foreach (var name in new[] { "Ada Lindqvist", "Dana Voss", "Femi Roe", "Ulla Usual", "Without a name" }) Assert.Contains(name, people.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Gus Thorn", people.Text, StringComparison.Ordinal);
        var suggested = (await ada.Get($"/rooms/{room}/people?query=fem")).Fine().Body[0];
        Assert.Equal((Cast.Femi.Email, "course"), (suggested.GetProperty("email").GetString(), suggested.GetProperty("source").GetString()));
        // Tokens are kept, and had anew when the platform has forgotten them.
        var given = house.Platform.TokensGiven;
        await ada.Submit(await ada.Open(course + "/people"), "form[action$=people]");
        Assert.Equal(given, house.Platform.TokensGiven);
        house.Platform.ForgetTokens();
        house.Platform.Roster.RemoveAll(one => one.Subject is "s-femi" or "s-dana");
        people = await ada.Submit(await ada.Open(course + "/people"), "form[action$=people]");
        Assert.DoesNotContain("Femi Roe", people.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("could not be read", people.Text, StringComparison.Ordinal);
        ada.Dispose();
    }

    [Fact]
    public async Task Who_has_left_the_course_sees_its_rooms_no_more()
    {
        await using var house = await LtiHouse.Open();
        var (ada, room) = await house.MakeRoom();
        using var dana = house.Site.NewVisitor();
        await house.Launch(dana, Enrolled.Dana);
        Assert.Equal(HttpStatusCode.OK, (await dana.Open($"/rooms/{room}")).Status);
        house.Platform.Roster[2] = Enrolled.Dana with { Status = "Deleted" };
        await ada.Submit(await ada.Open((await ada.Open("/courses")).Path + "/people"), "form[action$=people]");
        Assert.Equal(HttpStatusCode.NotFound, (await dana.Open($"/rooms/{room}")).Status);
        ada.Dispose();
    }

    [Theory, OnBothDatabases]
    public async Task A_roster_read_while_its_people_come_makes_each_of_them_once(Engine engine)
    {
        await using var house = await LtiHouse.Open(engine: engine);
        var (ada, room) = await house.MakeRoom();
        var many = Enumerable.Range(1, 12).Select(number => new Enrolled($"s-{number}", "Learner", $"{number}", null, [Enrolled.Course + "#Learner"])).ToList();
        house.Platform.Roster.AddRange(many);
        var people = await ada.Open((await ada.Open("/courses")).Path + "/people");
        var reading = Enumerable.Range(0, 4).Select(_ => ada.Submit(people, "form[action$=people]"));
        var coming = many.Select(async who =>
        {
            using var visitor = house.Site.NewVisitor();
            return await house.Launch(visitor, who, house.RoomLink(room));
        });
        var turning = Enumerable.Range(0, 4).Select(_ => ada.Submit(people, "form[action$=scores]", ("act", "on")));
        Assert.All(await Task.WhenAll(reading.Concat(coming).Concat(turning)), page => Assert.Equal(HttpStatusCode.OK, page.Status));
        Assert.Equal(house.Platform.Roster.Count, await house.Members());
        ada.Dispose();
    }

    [Fact]
    public async Task A_roster_that_goes_on_at_no_address_changes_nothing_and_says_so()
    {
        await using var house = await LtiHouse.Open();
        house.Platform.NextPage = "http://[";
        var (ada, _) = await house.MakeRoom();
        var people = await ada.Submit(await ada.Open((await ada.Open("/courses")).Path + "/people"), "form[action$=people]");
        Assert.Contains("could not be read", people.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Dana Voss", people.Text, StringComparison.Ordinal);
        ada.Dispose();
    }

    [Fact]
    public async Task A_roster_that_cannot_be_read_changes_nothing_and_says_so()
    {
        await using var house = await LtiHouse.Open();
        // Before anybody comes, whose coming reads it too.
        (await house.Admin.Patch($"/admin/lti-registrations/{house.Registration}", new { tokenAudience = "https://wrong.example" })).Fine();
        var (ada, _) = await house.MakeRoom();
        var people = await ada.Submit(await ada.Open((await ada.Open("/courses")).Path + "/people"), "form[action$=people]");
        Assert.Contains("could not be read", people.Text, StringComparison.Ordinal);
        Assert.Contains("Ada Lindqvist", people.Text, StringComparison.Ordinal);
        ada.Dispose();
    }

    private static Rosters Rosters(LtiHouse house) => house.Site.Services.GetRequiredService<Rosters>();

    private static async Task<CourseId> Course(LtiHouse house, string registration, Platform platform, string context)
    {
        var (now, by) = (TimeProvider.System.Now(), LtiRegistrationId.Parse(registration, null));
        var course = new Course { Id = CourseId.New(now), RegistrationId = by, DeploymentId = platform.Deployment, ContextId = context, Title = context, MembershipsUrl = platform.At("/nrps"), CreatedAt = now };
        await house.Site.Door.Add(course);
        return course.Id;
    }

    private static async Task Until(LtiHouse house, CourseId id, Func<Course, bool> isSo)
    {
        await using var db = house.Site.Read();
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); !isSo(await db.Courses.AsNoTracking().SingleAsync(one => one.Id == id)); await Task.Delay(20)) Assert.True(waited.Elapsed < LiveClient.Patience);
    }
}
