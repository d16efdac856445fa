using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Courses;
using Usher.Data;
using Usher.Lti;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Lti;

/// <summary>Attendance, told to the course's grades.</summary>
public sealed class ScoreTests
{
    [Fact]
    public async Task Attendance_becomes_a_score_where_the_teacher_turns_it_on()
    {
        await using var house = await LtiHouse.Open();
        var (ada, room) = await house.MakeRoom();
        var course = (await ada.Open("/courses")).Path;
        using var dana = house.Site.NewVisitor();
        await house.Launch(dana, Enrolled.Dana);
        var people = await ada.Submit(await ada.Open(course + "/people"), "form[action$=people]");
        await Held(house, room, (Enrolled.Dana.Subject, true));
        await Held(house, room, (Enrolled.Dana.Subject, false));
        people = await ada.Submit(people, "form[action$=scores]", ("act", "on"));
        people = await ada.Submit(people, "form[action$=scores]", ("act", "now"));
        Assert.DoesNotContain("did not take it", people.Text, StringComparison.Ordinal);
        var item = Assert.Single(house.Platform.LineItems.Values);
        Assert.Equal((100, room), ((int)item["scoreMaximum"]!, (string)item["resourceId"]!));
        var score = Assert.Single(house.Platform.Scores, one => one.GetProperty("userId").GetString() == Enrolled.Dana.Subject);
        Assert.Equal((50, "FullyGraded"), (score.GetProperty("scoreGiven").GetInt32(), score.GetProperty("gradingProgress").GetString()));
        // The column is made once, and what is told is who learns, not who teaches.
        await ada.Submit(people, "form[action$=scores]", ("act", "now"));
        Assert.Single(house.Platform.LineItems);
        Assert.DoesNotContain(house.Platform.Scores, one => one.GetProperty("userId").GetString() == Enrolled.Ada.Subject);
        Assert.Equal(HttpStatusCode.Forbidden, (await dana.Open(course + "/people")).Status);
        ada.Dispose();
    }

    [Theory, OnBothDatabases]
    public async Task It_is_told_after_each_session_and_again_where_it_was_not_taken_and_no_more_when_it_is_turned_off(Engine engine)
    {
        await using var house = await LtiHouse.Open(engine: engine);
        var (ada, room) = await house.MakeRoom();
        using var dana = house.Site.NewVisitor();
        await house.Launch(dana, Enrolled.Dana);
        var scores = house.Site.Services.GetRequiredService<Scores>();
        await Held(house, room, (Enrolled.Dana.Subject, true));
        await SendDue();
        Assert.Empty(house.Platform.Scores);
        var people = await ada.Submit(await ada.Open((await ada.Open("/courses")).Path + "/people"), "form[action$=scores]", ("act", "on"));
        await SendDue();
        Assert.Equal([100], Told());
        await SendDue();
        Assert.Equal([100], Told());

        // A session later the platform refuses: the page says so, and a while later it is tried again.
        await SentAgo(40);
        await Held(house, room, (Enrolled.Dana.Subject, false), endedAgo: TimeSpan.FromMinutes(30));
        house.Platform.RefusesScores = true;
        await SendDue();
        Assert.Contains("did not take it", (await ada.Open(people.Path)).Text, StringComparison.Ordinal);
        house.Platform.RefusesScores = false;
        await SendDue();
        Assert.Equal([100], Told());
        await SentAgo(16);
        await SendDue();
        Assert.Equal([100, 50], Told());
        Assert.DoesNotContain("did not take it", (await ada.Open(people.Path)).Text, StringComparison.Ordinal);

        await ada.Submit(await ada.Open(people.Path), "form[action$=scores]", ("act", "off"));
        await Held(house, room, (Enrolled.Dana.Subject, false), endedAgo: TimeSpan.Zero);
        await SendDue();
        Assert.Equal([100, 50], Told());
        ada.Dispose();

        Task SentAgo(int minutes) =>
            house.Site.Door.Write(db => db.AttendanceScores.ExecuteUpdateAsync(set => set.SetProperty(one => one.SentAt, TimeProvider.System.Now().AddMinutes(-minutes))));

        Task SendDue() => scores.SendDue(TestContext.Current.CancellationToken);

        int[] Told() => [.. house.Platform.Scores.Where(one => one.GetProperty("userId").GetString() == Enrolled.Dana.Subject).Select(one => one.GetProperty("scoreGiven").GetInt32())];
    }

    /// <summary>A session that is over, and who of the course was in it.</summary>
    private static async Task Held(LtiHouse house, string room, (string Subject, bool Was) who, TimeSpan? endedAgo = null)
    {
        var (now, id) = (TimeProvider.System.Now(), RoomId.Parse(room, null));
        await house.Site.Door.Write(async db =>
        {
            var account = await db.CourseMembers.Where(one => one.Subject == who.Subject).Select(one => one.AccountId).SingleAsync();
            var session = new Usher.Sessions.Session { Id = SessionId.New(now), RoomId = id, StartsAt = now.AddHours(-2), EndsAt = now - (endedAgo ?? TimeSpan.FromHours(1)), CreatedAt = now.AddHours(-3) };
            db.Add(session);
            if (!who.Was) return;
            var person = new Usher.Sessions.Participant { Id = ParticipantId.New(now), SessionId = session.Id, AccountId = account, FirstName = "Dana", LastName = "Voss", AdmittedAt = now };
            db.Add(person);
            db.Add(new Usher.Sessions.Attendance { SessionId = session.Id, ParticipantId = person.Id, JoinedAt = now.AddHours(-2), LeftAt = now.AddHours(-1) });
        });
    }
}
