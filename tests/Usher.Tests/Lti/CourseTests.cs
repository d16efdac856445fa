using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.Lti;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;

namespace Usher.Tests.Lti;

/// <summary>People of a course in its rooms, and who they are here.</summary>
public sealed class CourseTests
{
    [Theory, OnBothDatabases]
    public async Task A_course_has_rooms_in_which_each_is_what_they_are_in_the_course(Engine engine)
    {
        await using var house = await LtiHouse.Open(engine: engine);
        var (ada, room) = await house.MakeRoom();
        using var dana = house.Site.NewVisitor();
        using var elif = house.Site.NewVisitor();
        Assert.Equal($"/rooms/{room}", (await house.Launch(dana, Enrolled.Dana, house.RoomLink(room))).Path);
        Assert.Equal($"/rooms/{room}", (await house.Launch(elif, Enrolled.Elif, house.RoomLink(room))).Path);
        Assert.Contains("Invite users", (await ada.Open($"/rooms/{room}")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Invite users", (await dana.Open($"/rooms/{room}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await dana.Open((await dana.Open("/courses")).Path + "/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await elif.Open((await elif.Open("/courses")).Path + "/people")).Status);
        using var stranger = house.Site.NewVisitor();
        await house.Site.Enroll(Cast.Gus);
        await stranger.SignIn(Cast.Gus);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Open($"/rooms/{room}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Open((await ada.Open("/courses")).Path)).Status);
        ada.Dispose();
    }

    [Fact]
    public async Task A_link_to_a_room_of_another_course_is_refused()
    {
        await using var house = await LtiHouse.Open();
        var (ada, room) = await house.MakeRoom();
        ada.Dispose();
        using var gus = house.Site.NewVisitor();
        var (state, token) = await house.Begin(gus, Enrolled.Of(Cast.Gus, "s-gus", Enrolled.Course + "#Instructor"), house.RoomLink(room), change: token =>
        {
            token.Claims[Token.Core + "context"]!["id"] = "course-2";
            token.Remove(Token.Core + "launch_presentation");
        });
        Assert.Contains("lti.other-course", (await house.Post(gus, ("state", state), ("id_token", token))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_is_known_again_by_issuer_and_subject_and_their_role_is_that_of_today()
    {
        await using var house = await LtiHouse.Open();
        using var first = house.Site.NewVisitor();
        using var second = house.Site.NewVisitor();
        await house.Launch(first, Enrolled.Dana);
        await house.Launch(second, Enrolled.Dana with { LastName = "Voss-Marsh", Roles = [Enrolled.Course + "#Instructor"] });
        await using var db = house.Site.Read();
        var member = await db.CourseMembers.SingleAsync(one => one.Subject == Enrolled.Dana.Subject);
        Assert.Equal((CourseRole.Host, "Voss-Marsh"), (member.Role, member.LastName));
        Assert.Equal("Voss-Marsh", (await db.Accounts.SingleAsync(one => one.Id == member.AccountId)).LastName);
        Assert.Equal(2, await db.SignIns.CountAsync(one => one.AccountId == member.AccountId && one.LaunchedFrom != null));
    }

    [Fact]
    public async Task The_same_subject_is_one_person_at_one_issuer_and_somebody_else_at_another()
    {
        await using var house = await LtiHouse.Open(Habits.Canvas);
        await using var another = await Platform.Start(house.Site.Address);
        (await house.Admin.Post("/admin/lti-registrations", another.Registration())).Fine();
        using var here = house.Site.NewVisitor();
        using var there = house.Site.NewVisitor();
        using var again = house.Site.NewVisitor();
        await house.Launch(here, Enrolled.Dana);
        await house.Launch(there, Enrolled.Dana, by: another);
        // Another client of the same issuer is another course, and the same person.
        (await house.Admin.Post("/admin/lti-registrations", house.Platform.Registration(client: "second-client"))).Fine();
        await house.Launch(again, Enrolled.Dana, change: token => (token.Claims["aud"], token.Claims["azp"]) = ("second-client", "second-client"), client: "second-client");
        var people = new List<string>();
        foreach (var visitor in new[] { here, there, again }) people.Add((await visitor.Get("/me")).Fine()["id"]);
        Assert.NotEqual(people[0], people[1]);
        Assert.Equal(people[0], people[2]);
        await using var db = house.Site.Read();
        Assert.Equal(3, await db.Courses.CountAsync());
    }

    [Theory]
    [InlineData("launch")]
    [InlineData("mapping")]
    public async Task A_role_that_changes_is_theirs_at_once_in_the_session_that_they_are_in(string by)
    {
        await using var house = await LtiHouse.Open();
        var (ada, room) = await house.MakeRoom();
        await ada.Submit(await ada.Open($"/rooms/{room}/sessions/new"), "form.session-form", ("when", "open-ended"));
        await using var db = house.Site.Read();
        var session = (await db.Sessions.SingleAsync()).Id;
        using var dana = house.Site.NewVisitor();
        await house.Launch(dana, Enrolled.Dana);
        await using var client = await LiveClient.Connect(house.Site.Address, dana.Cookies.Header);
        Assert.Null(await client.Enter(session));
        Assert.Equal("viewer", (string?)client.Welcome!["you"]!["role"]);
        using var elsewhere = house.Site.NewVisitor();
        if (by == "launch") await house.Launch(elsewhere, Enrolled.Dana with { Roles = [Enrolled.Course + "/Instructor#TeachingAssistant"] });
        else (await house.Admin.Patch($"/admin/lti-registrations/{house.Registration}", new { roles = new { administrator = "host", contentDeveloper = "host", instructor = "host", teachingAssistant = "moderator", learner = "moderator", mentor = "viewer" } })).Fine();
        Assert.Equal("moderator", (string?)(await client.Event("roleChanged"))["role"]);
        ada.Dispose();
    }

    [Fact]
    public async Task Who_leads_the_course_no_more_by_its_roster_goes_on_in_the_session_as_who_they_are_or_not_at_all()
    {
        await using var house = await LtiHouse.Open();
        var (gus, femi) = (Enrolled.Of(Cast.Gus, "s-gus", Enrolled.Course + "#Instructor"), Enrolled.Of(Cast.Femi, "s-femi", Enrolled.Course + "#Instructor"));
        house.Platform.Roster.AddRange([gus, femi]);
        var (ada, room) = await house.MakeRoom();
        await ada.Submit(await ada.Open($"/rooms/{room}/sessions/new"), "form.session-form", ("when", "open-ended"));
        await using var db = house.Site.Read();
        var session = (await db.Sessions.SingleAsync()).Id;
        await using var his = await Enter(gus);
        await using var hers = await Enter(femi);
        var him = (string)his.Welcome!["you"]!["participant"]!;
        house.Platform.Roster[3] = gus with { Roles = [Enrolled.Course + "#Learner"] };
        house.Platform.Roster[4] = femi with { Status = "Inactive" };
        await ada.Submit(await ada.Open((await ada.Open("/courses")).Path + "/people"), "form[action$=people]");
        await his.Event(one => (string?)one["type"] == "roleChanged" && (string?)one["participant"] == him && (string?)one["role"] == "viewer");
        Assert.Equal("live.not-allowed", (await his.Call("ChangeRole", him, "moderator")).Problem!.Code);
        Assert.Equal("live.not-allowed", (await his.Call("End")).Problem!.Code);
        Assert.Null((await his.Call("Say", "1", "chat", "Still here")).Problem);
        Assert.NotEmpty(await hers.Out);
        ada.Dispose();

        async Task<LiveClient> Enter(Enrolled who)
        {
            using var visitor = house.Site.NewVisitor();
            await house.Launch(visitor, who);
            var client = await LiveClient.Connect(house.Site.Address, visitor.Cookies.Header);
            Assert.Null(await client.Enter(session));
            Assert.Equal("host", (string?)client.Welcome!["you"]!["role"]);
            return client;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_leads_to_an_account_only_where_the_platform_is_trusted_with_it_and_never_to_the_administration(bool trusted)
    {
        await using var house = await LtiHouse.Open(trusts: trusted);
        var mina = Enrolled.Of(Cast.Mina, "s-mina", Enrolled.Course + "#Learner");
        using var visitor = house.Site.NewVisitor();
        await house.Launch(visitor, mina);
        var me = (await visitor.Get("/me")).Fine();
        Assert.Equal(trusted ? Cast.Mina.Email : "", me["email"]);
        await using var db = house.Site.Read();
        var admin = await db.Accounts.SingleAsync(one => one.Email == Cast.Mina.Email);
        Assert.Equal(trusted, me["id"] == admin.Id.ToString());
        Assert.NotEqual("admin", me["siteRole"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Open("/admin/lti")).Status);
    }

    [Fact]
    public async Task Somebody_without_a_name_sees_a_public_room_and_nothing_else()
    {
        await using var house = await LtiHouse.Open();
        var open = (await house.Admin.Post("/rooms", new { title = "For everybody", access = "public" })).Fine()["id"];
        var members = (await house.Admin.Post("/rooms", new { title = "For accounts", access = "members" })).Fine()["id"];
        (await house.Admin.Post($"/rooms/{open}/sessions", new { })).Fine();
        using var somebody = house.Site.NewVisitor();
        var page = await house.Launch(somebody, Enrolled.Dana, house.RoomLink(open), token => token.Remove("sub"));
        Assert.Equal((HttpStatusCode.OK, $"/rooms/{open}"), (page.Status, page.Path));
        Assert.Contains("Join", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await somebody.Open($"/rooms/{members}")).Status);
        using var other = house.Site.NewVisitor();
        var (state, token) = await house.Begin(other, Enrolled.Dana, house.RoomLink(members), change: one =>
        {
            one.Remove("sub");
            one.Remove(Token.Core + "launch_presentation");
        });
        Assert.Contains("lti.anonymous", (await house.Post(other, ("state", state), ("id_token", token))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registration_that_is_turned_off_puts_its_people_out_and_lets_nobody_in()
    {
        await using var house = await LtiHouse.Open();
        using var dana = house.Site.NewVisitor();
        await house.Launch(dana, Enrolled.Dana);
        var begun = await house.Begin(dana, Enrolled.Dana);
        (await house.Admin.Patch($"/admin/lti-registrations/{house.Registration}", new { disabled = true })).Fine();
        Assert.StartsWith("/sign-in", (await dana.Open("/courses")).Path, StringComparison.Ordinal);
        Assert.Contains("lti.state", (await house.Post(dana, ("state", begun.State), ("id_token", begun.Token))).Text, StringComparison.Ordinal);
        // Nor has it a say any more in what those may do who sign in here by themselves, until it vouches for them anew.
        Assert.Equal(0, await house.Members());
        (await house.Admin.Patch($"/admin/lti-registrations/{house.Registration}", new { disabled = false })).Fine();
        Assert.Equal(0, await house.Members());
        await house.Launch(dana, Enrolled.Dana);
        Assert.Equal(1, await house.Members());
    }

    [Theory, OnBothDatabases]
    public async Task Who_came_in_just_as_their_platform_was_turned_off_is_out_all_the_same(Engine engine)
    {
        await using var house = await LtiHouse.Open(engine: engine);
        using var dana = house.Site.NewVisitor();
        var page = await house.Launch(dana, Enrolled.Dana);
        Assert.StartsWith("/courses/", page.Path, StringComparison.Ordinal);
        // As when a launch commits after all sign-ins of the platform were ended: this one was not among them.
        await house.Site.Door.Write(db => db.LtiRegistrations.ExecuteUpdateAsync(set => set.SetProperty(one => one.DisabledAt, TimeProvider.System.Now())));
        using var window = house.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.Unauthorized, (await window.Submit(page, "form[action='/lti/window']")).Status);
        Assert.StartsWith("/sign-in", (await dana.Open("/courses")).Path, StringComparison.Ordinal);
        // Who signed in here themselves is who they were.
        Assert.Equal("admin", (await house.Admin.Get("/me")).Fine()["siteRole"]);
    }

    [Fact]
    public async Task A_launch_under_way_while_the_platform_is_turned_off_lets_nobody_in()
    {
        await using var house = await LtiHouse.Open();
        house.Platform.BeforeKeys = () => house.TurnOff();
        using var dana = house.Site.NewVisitor();
        var (state, token) = await house.Begin(dana, Enrolled.Dana, change: one => one.Remove(Token.Core + "launch_presentation"));
        Assert.Contains("lti.not-registered", (await house.Post(dana, ("state", state), ("id_token", token))).Text, StringComparison.Ordinal);
        await using var db = house.Site.Read();
        Assert.Equal((0, 0), (await db.SignIns.CountAsync(one => one.LaunchedFrom != null), await db.CourseMembers.CountAsync()));
    }

    [Fact]
    public async Task A_ticket_out_of_the_frame_is_good_once_and_no_longer_than_its_launch()
    {
        await using var house = await LtiHouse.Open();
        using var framed = house.Site.NewVisitor();
        var page = await house.Launch(framed, Enrolled.Dana);
        using var window = house.Site.NewVisitor();
        Assert.Equal(page.Path, (await window.Submit(page, "form[action='/lti/window']")).Path);
        using var thief = house.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.Submit(page, "form[action='/lti/window']")).Status);
        // A window's page has tickets as well, which must not make it last for ever.
        var onwards = await window.Open(page.Path);
        await house.Site.Door.Write(async db => await db.SignIns.Where(one => one.LaunchedFrom != null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.At, TimeProvider.System.GetUtcNow().AddHours(-13))));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.Submit(onwards, "form[action='/lti/window']")).Status);
        Assert.StartsWith("/sign-in", (await thief.Open("/courses")).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_are_said_to_be_and_let_nobody_in()
    {
        await using var house = await LtiHouse.Open();
        (await house.Admin.Patch($"/admin/lti-registrations/{house.Registration}", new { keysetUrl = house.Platform.At("/nothing") })).Fine();
        using var dana = house.Site.NewVisitor();
        var page = await house.Launch(dana, Enrolled.Dana);
        Assert.Equal(HttpStatusCode.BadGateway, page.Status);
        Assert.Contains("lti.keys", page.Text, StringComparison.Ordinal);
        (await house.Admin.Patch($"/admin/lti-registrations/{house.Registration}", new { keysetUrl = house.Platform.At("/jwks") })).Fine();
        Assert.Equal(HttpStatusCode.OK, (await house.Launch(dana, Enrolled.Dana)).Status);
        // Keys that have been read once outlast their address.
        house.Platform.BeforeKeys = () => throw new IOException();
        Assert.Equal(HttpStatusCode.OK, (await house.Launch(dana, Enrolled.Dana)).Status);
    }

    [Fact]
    public async Task A_new_key_of_the_platforms_is_fetched_when_a_token_names_it()
    {
        await using var house = await LtiHouse.Open();
        using var dana = house.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.OK, (await house.Launch(dana, Enrolled.Dana)).Status);
        house.Platform.RotateKey();
        Assert.Equal(HttpStatusCode.OK, (await house.Launch(dana, Enrolled.Dana)).Status);
        // Not at will: the next one waits a minute.
        house.Platform.RotateKey();
        Assert.Contains("lti.token", (await house.Launch(dana, Enrolled.Dana)).Text, StringComparison.Ordinal);
    }
}
