using System.Net;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Courses;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Lti;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Live;
using Usher.Tests.Rooms;
using Usher.Webhooks;
using FirstAdmin = Usher.Tests.Fixtures.FirstAdmin;

namespace Usher.Tests.Privacy;

/// <summary>Whoever asks to be forgotten is: with an account or without, in the midst of a session or long after.</summary>
public sealed class ErasureTests
{
    private const string Erased = "Erased person";

    [Theory, OnBothDatabases]
    public async Task Nothing_names_them_any_more_in_any_column_of_any_table(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, settings: FirstAdmin.Settings);
        using var mina = site.NewVisitor().WithToken(FirstAdmin.Token);
        var gathering = await Gathering.Arrange(site.Door, LiveHouse.Now);
        var account = await site.Enroll(Cast.Ben, SiteRole.Creator);
        using (var ben = site.NewVisitor()) await ben.SignIn(Cast.Ben);
        await site.Token(account, Scopes.RoomsRead);
        await Scatter(site, gathering, account);

        await using var cy = await Enter(site, gathering, gathering.Cy);
        await using var speaker = await Enter(site, gathering, gathering.Ben);
        Assert.Null((await speaker.Call("Say", "1", "chat", "I am on the tower.")).Problem);
        Assert.Null((await speaker.Call("Ask", "q1", "May I come down?")).Problem);
        Assert.Null((await cy.Call("Answer", "q1", "Stay there.")).Problem);
        Assert.Null((await cy.Call("Publish", "q1")).Problem);
        await cy.Heard("I am on the tower.");
        Assert.NotEmpty(await Finds(site, Cast.Ben));

        var report = (await mina.Post("/admin/erasures", new { email = Cast.Ben.Email.ToUpperInvariant() })).Fine().Body;

        Assert.True(report.GetProperty("account").GetBoolean());
        Assert.Equal((1, 1, 1, 1, 2), (Number("invitations"), Number("guestEntries"), Number("courses"), Number("sessions"), Number("messages")));
        Assert.Equal("invitation.revoked", await speaker.Out);
        Assert.Empty(await Finds(site, Cast.Ben));
        Assert.Empty(await Finds(site, "I am on the tower."));
        Assert.Empty(await Finds(site, "May I come down?"));
        await using (var db = site.Read())
        {
            // What others said stands, and so does that somebody was there.
            Assert.NotEmpty(await Finds(site, "Stay there."));
            Assert.Equal(Erased, (await db.Set<Participant>().SingleAsync(one => one.Id == gathering.Ben.Participant)).Name);
            Assert.Equal(1, await db.Set<Attendance>().CountAsync(one => one.ParticipantId == gathering.Ben.Participant));
            var line = await db.Set<AuditLine>().SingleAsync(one => one.What == "person.erased");
            Assert.Equal(account.ToString(), line.On);
        }
        // Those who were there see it at once, and those who come later never saw anything else.
        for (var waited = System.Diagnostics.Stopwatch.StartNew(); waited.Elapsed < LiveClient.Patience && !Named(cy.Views.LastOrDefault()?.ToJsonString()); await Task.Delay(20)) { }
        Assert.True(Named(cy.Views.Last().ToJsonString()));
        await using var dana = await Enter(site, gathering, gathering.Dana);
        Assert.True(Named(dana.Welcome!.ToJsonString()));
        Assert.Null((await cy.Call("Say", "2", "chat", "Where did he go?")).Problem);
        await dana.Heard("Where did he go?");

        int Number(string name) => report.GetProperty(name).GetInt32();
        static bool Named(string? view) => view is not null && view.Contains(Erased, StringComparison.Ordinal)
            && !view.Contains("Okafor", StringComparison.Ordinal) && !view.Contains("tower", StringComparison.Ordinal) && !view.Contains("come down", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_no_account_is_erased_by_their_invitations_and_their_links_are_dead()
    {
        await using var site = await RoomSite.Open();
        var (mina, ada) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(Cast.Ada));
        var room = await ada.MakeRoom();
        var session = (await ada.Post($"{room}/sessions"))["id"];
        var invited = await ada.Post($"{room}/invitations", new { email = Cast.Gus.Email, firstName = "Gus", lastName = "Thorn", role = "viewer", session, sendEmail = false });
        Assert.Equal(HttpStatusCode.Created, invited.Status);
        var report = await mina.Post("/admin/erasures", new { email = Cast.Gus.Email });
        Assert.Equal(("False", "1"), (report["account"], report["invitations"]));
        Assert.Empty(await Finds(site.Site, Cast.Gus));
        using var gus = site.Site.NewVisitor();
        Assert.Equal(HttpStatusCode.NotFound, (await gus.Open(new Uri(invited["url"]!).AbsolutePath)).Status);
        Assert.Equal(0, (await ada.Get($"{room}/invitations")).Json.GetArrayLength());
        // They may be invited again, as anybody may.
        Assert.Equal(HttpStatusCode.Created, (await ada.Post($"{room}/invitations", new { email = Cast.Gus.Email, firstName = "Gus", lastName = "Thorn", role = "viewer", sendEmail = false })).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Whoever_only_asked_for_a_code_and_never_came_is_forgotten_too(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var gathering = await Gathering.Arrange(site.Site.Door, LiveHouse.Now);
        await site.Site.Door.Write(db =>
        {
            var link = GuestLinkId.New(LiveHouse.Now);
            db.Add(new GuestLink { Id = link, RoomId = gathering.Room, Name = "Poster", TokenHash = Secret.Hash(Secret.New()), SealedToken = null, KeptById = gathering.Ada, CreatedAt = LiveHouse.Now });
            db.Add(CodeTo(Cast.Gus.Email, link));
            return Task.CompletedTask;
        });
        var erased = await mina.Post("/admin/erasures", new { email = Cast.Gus.Email.ToUpperInvariant() });
        Assert.Equal(("200", "1"), (erased.Said, erased["guestCodes"]));
        Assert.Empty(await Finds(site.Site, Cast.Gus.Email));
    }

    [Theory, OnBothDatabases]
    public async Task Nobody_erases_themselves_and_the_last_admin_stays(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var (mina, ada) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(Cast.Ada, SiteRole.Admin));
        Assert.Equal("409 erasure.oneself", (await mina.Post("/admin/erasures", new { email = Cast.Mina.Email })).Said);
        Assert.Equal("422 request.fields", (await mina.Post("/admin/erasures", new { email = "nobody" })).Said);
        Assert.Equal("422 request.fields", (await mina.Post("/admin/erasures")).Said);
        var answers = await Task.WhenAll(
            mina.Post("/admin/erasures", new { email = Cast.Ada.Email }), ada.Post("/admin/erasures", new { email = Cast.Mina.Email }));
        Assert.Single(answers, answer => answer.Status is HttpStatusCode.OK);
        await using var db = site.Site.Read();
        Assert.Equal(1, await db.Set<Account>().CountAsync(account => account.SiteRole == SiteRole.Admin && account.DisabledAt == null));
    }

    [Theory, OnBothDatabases]
    public async Task Of_two_who_erase_the_same_person_at_once_one_has_something_to_do(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var (mina, ada, ben) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(Cast.Ada, SiteRole.Admin), await site.Join(Cast.Ben));
        var room = await ada.MakeRoom();
        await ada.Put($"{room}/collaborators/{ben.Account}", new { standing = "coEditor" });
        await ada.Post($"{room}/invitations", new { email = Cast.Ben.Email, firstName = "Ben", lastName = "Okafor", role = "speaker", sendEmail = false });
        // Refers to them, so that a number stays, which nobody can sign in to.
        await ben.Post($"{room}/invitations", new { email = Cast.Gus.Email, firstName = "Gus", lastName = "Thorn", role = "viewer", sendEmail = false });
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? mina : ada).Post("/admin/erasures", new { email = Cast.Ben.Email })));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers, answer => answer["account"] == "True");
        Assert.Empty(await Finds(site.Site, Cast.Ben));
        Assert.Equal(HttpStatusCode.Unauthorized, (await ben.Get("/me")).Status);
        await using var db = site.Site.Read();
        Assert.Equal(1, await db.Set<AuditLine>().CountAsync(line => line.What == "person.erased"));
        var left = await db.Set<Account>().SingleAsync(account => account.Id == ben.Account);
        Assert.Equal((Erased, null, null, true), (left.Name, left.Email, left.PasswordHash, left.DisabledAt is not null));
        Assert.Equal(1, (await ada.Get($"{room}/invitations")).Json.GetArrayLength());
    }

    [Theory, OnBothDatabases]
    public async Task Their_rooms_fall_to_the_first_co_owner_and_without_one_they_stand_in_the_way(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var (mina, ada, ben, cy) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(Cast.Ada), await site.Join(Cast.Ben), await site.Join(Cast.Cy));
        var (shared, alone) = (await ada.MakeRoom(), await ada.MakeRoom());
        await ada.Put($"{shared}/collaborators/{ben.Account}", new { standing = "coOwner" });
        site.Time.Advance(TimeSpan.FromMinutes(1));
        await ada.Put($"{shared}/collaborators/{cy.Account}", new { standing = "coOwner" });
        Assert.Equal("409 erasure.owns-rooms", (await mina.Post("/admin/erasures", new { email = Cast.Ada.Email })).Said);
        Assert.Equal("200", (await ada.Get(alone)).Said);
        Assert.Equal(HttpStatusCode.NoContent, (await ada.Delete(alone)).Status);
        Assert.Equal("200", (await mina.Post("/admin/erasures", new { email = Cast.Ada.Email })).Said);
        var left = (await ben.Get($"{shared}/collaborators")).Json.EnumerateArray().Select(one => (one.GetProperty("name").GetString(), one.GetProperty("standing").GetString()));
        Assert.Equal([("Ben Okafor", "owner"), ("Cy Marsh", "coOwner")], left);
        Assert.Empty(await Finds(site.Site, Cast.Ada));
    }

    [Fact]
    public async Task An_admin_sees_on_the_page_what_there_is_before_it_is_gone()
    {
        await using var site = await RoomSite.Open();
        using var mina = await site.SignIn(Cast.Mina, SiteRole.Admin);
        var ben = await site.Join(Cast.Ben);
        var person = await mina.Open($"/admin/people/{ben.Account}");
        var page = await mina.Open(person.Document.QuerySelector("a[href*='/erase']")!.GetAttribute("href")!);
        Assert.Contains($"What there is about {Cast.Ben.Email}", page.Text, StringComparison.Ordinal);
        Assert.Equal(["yes", "0", "0", "0", "0", "0", "0"], page.Document.QuerySelectorAll("main li .grow").Select(value => value.TextContent));
        Assert.Equal("200", (await ben.Get("/me")).Said);
        page = await mina.Submit(page, "button[name=erase]", ("erase", "yes"));
        Assert.Contains("They are erased.", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await mina.Open($"/admin/people/{ben.Account}")).Status);

        page = await mina.Submit(await mina.Open("/admin/people/erase"), "main form", ("email", "not an address"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        page = await mina.Submit(page, "main form", ("email", Cast.Ben.Email));
        Assert.Contains("Nothing is known of", page.Text, StringComparison.Ordinal);
        page = await mina.Submit(await mina.Open("/admin/people/erase"), "main form", ("email", Cast.Mina.Email));
        page = await mina.Submit(page, "button[name=erase]", ("erase", "yes"));
        Assert.Contains("You cannot erase yourself.", page.Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Whatever_an_invitation_is_made_out_to_its_erasure_blots_out_nothing_of_what_others_did(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var (mina, ada) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(Cast.Ada));
        var room = await ada.MakeRoom("Tides and turbines");
        await Audit(site.Site, "settings.changed", "site.contact", $"none → \"{Cast.Ada.Email}\"");
        await Audit(site.Site, "email-template.saved", "t", "Tides and turbines, version 2");
        // A part of somebody's address, words that a title has, words that this site writes itself.
        (string Email, string FirstName, string LastName)[] rogues = [(Cast.Ada.Email[1..], "Tides", "and turbines"), ("x@rogue.example", "room", room.Split('/')[^1])];
        foreach (var (email, firstName, lastName) in rogues)
            Assert.Equal(HttpStatusCode.Created, (await ada.Post($"{room}/invitations", new { email, firstName, lastName, role = "viewer", sendEmail = false })).Status);
        var before = await Lines(site.Site);
        foreach (var (email, _, _) in rogues) Assert.Equal("1", (await mina.Post("/admin/erasures", new { email }))["invitations"]);
        // What was done since comes after them.
        Assert.Equal(before, (await Lines(site.Site)).Take(before.Count));
    }

    [Fact]
    public async Task What_the_audit_says_of_them_names_them_no_more_in_whatever_way_it_was_written()
    {
        await using var site = await RoomSite.Open();
        var (mina, jo) = (await site.Join(Cast.Mina, SiteRole.Admin), await site.Join(new("Jörg", "Ås", "jo@bücher.example")));
        foreach (var title in new[] { "Jörg Ås: tides", "Jörg Åsen and others" }) await jo.Delete(await jo.MakeRoom(title));
        // As settings are written there: in JSON, with what is beyond ASCII escaped.
        await Audit(site.Site, "settings.changed", "site.contact", """{"name":"J\u00F6rg \u00C5s","email":"jo@b\u00FCcher.example"} → none""");
        await Audit(site.Site, "mail.relay-changed", "mail", "smtp.example:25 JO@xn--bcher-kva.example");
        Assert.Equal(HttpStatusCode.OK, (await mina.Post("/admin/erasures", new { email = "jo@bücher.example" })).Status);
        var lines = await Lines(site.Site);
        Assert.Contains($"room.created {Erased}: tides", lines);
        Assert.Contains("room.created Jörg Åsen and others", lines);
        Assert.Contains($"settings.changed {{\"name\":\"{Erased}\",\"email\":\"{Erased}\"}} → none", lines);
        Assert.Contains($"mail.relay-changed smtp.example:25 {Erased}", lines);
    }

    [Theory, OnBothDatabases]
    public async Task However_a_platform_writes_their_domain_it_is_theirs(Engine engine)
    {
        await using var site = await RoomSite.Open(engine);
        var mina = await site.Join(Cast.Mina, SiteRole.Admin);
        var (now, platform, course) = (site.Time.Now(), LtiRegistrationId.New(site.Time.Now()), CourseId.New(site.Time.Now()));
        await site.Site.Door.Write(db =>
        {
            db.Add(Platform(platform, now));
            db.Add(new Course { Id = course, RegistrationId = platform, ContextId = "c", DeploymentId = "d", Title = "Tides", CreatedAt = now });
            foreach (var email in new[] { "jo@BÜCHER.example", "Jo@xn--bcher-kva.example", "jo@bücher.example", "jojo@bücher.example" })
                db.Add(new CourseMember { CourseId = course, Subject = email, Role = CourseRole.Speaker, FirstName = "Jo", LastName = "Ås", Email = email });
            return Task.CompletedTask;
        });
        Assert.Equal("3", (await mina.Post("/admin/erasures", new { email = "JO@bücher.example" }))["courses"]);
        await using var db = site.Site.Read();
        Assert.Equal("jojo@bücher.example", (await db.CourseMembers.SingleAsync()).Email);
    }

    private static Task Audit(UsherSite site, string what, string on, string detail) => site.Door.Add(new AuditLine { At = LiveHouse.Now, What = what, On = on, Detail = detail });

    private static async Task<List<string>> Lines(UsherSite site)
    {
        await using var db = site.Read();
        return await db.Set<AuditLine>().OrderBy(line => line.Id).Select(line => line.What + " " + line.Detail).ToListAsync();
    }

    private static LtiRegistration Platform(LtiRegistrationId id, DateTimeOffset now) => new()
    {
        Id = id,
        Name = "School",
        Issuer = "https://school.example",
        ClientId = "us",
        KeysetUrl = "https://school.example/keys",
        TokenUrl = "https://school.example/token",
        AuthorizationUrl = "https://school.example/auth",
        Roles = new RoleMapping(),
        CreatedAt = now,
    };

    private static async Task<LiveClient> Enter(UsherSite site, Gathering gathering, Usher.Tests.Live.Guest guest)
    {
        var client = await LiveClient.Connect(site.Address, guest.Cookie);
        Assert.Null(await client.Enter(gathering.Session, guest.Key));
        return client;
    }

    /// <summary>Ben in all the corners of a site in which a person can be.</summary>
    private static Task Scatter(UsherSite site, Gathering gathering, AccountId account)
    {
        var (now, invitation, email) = (LiveHouse.Now, gathering.Ben.Invitation, Cast.Ben.Email);
        return site.Door.Write(db =>
        {
            var (link, platform, course, group, webhook) = (GuestLinkId.New(now), LtiRegistrationId.New(now), CourseId.New(now), GroupId.New(now), WebhookId.New(now));
            db.Add(new GuestLink { Id = link, RoomId = gathering.Room, Name = "Poster", TokenHash = Secret.Hash(Secret.New()), SealedToken = null, KeptById = gathering.Ada, CreatedAt = now });
            db.Add(new Usher.GuestLinks.Guest
            {
                Id = GuestId.New(now),
                GuestLinkId = link,
                FirstName = "Ben",
                LastName = "Okafor",
                Email = email,
                EmailKey = email,
                SecretHash = Secret.Hash(Secret.New()),
                AttemptHash = Secret.Hash(Secret.New()),
                Browser = "Firefox",
                System = "Linux",
                CameAt = now,
            });
            var code = CodeTo(email, link);
            db.Add(code);
            db.Add(Mail(code.Id.ToString()));
            db.Add(new HistoryLine { InvitationId = invitation, At = now, What = HistoryWhat.MailFailed, Detail = $"550 <{email}> is unknown" });
            db.Add(new LinkToken { Hash = Secret.Hash(Secret.New()), InvitationId = invitation, IssuedAt = now });
            db.Add(new LinkPreview { InvitationId = invitation, Robot = "Slack", Times = 1, FirstAt = now, LastAt = now });
            db.Add(Mail(invitation.ToString()));
            db.Add(new OutboxMail
            {
                Id = OutboxMailId.New(now),
                Kind = "waiting",
                Subject = gathering.Session.ToString(),
                MessageId = "2@here",
                QueuedAt = now,
                NextTryAt = now,
                State = MailState.Failed,
                RelayWords = $"550 <{email}> is unknown",
            });
            db.Add(new CaughtMail { Id = OutboxMailId.New(now), To = $"Ben Okafor ({email})", Subject = "Come", CaughtAt = now, Message = [1] });
            db.Add(new PasswordReset { Hash = Secret.Hash(Secret.New()), AccountId = account, AskedAt = now, ExpiresAt = now });
            db.Add(Mail(account.ToString()));
            db.Add(new IdentityUserLogin<AccountId> { LoginProvider = "https://school.example", ProviderKey = "s-ben", ProviderDisplayName = "School of Ben Okafor", UserId = account });
            db.Add(new Group { Id = group, Name = "Lecturers", NameKey = "lecturers", CreatedAt = now });
            db.Add(new GroupMember { GroupId = group, AccountId = account, AddedAt = now });
            db.Add(Platform(platform, now));
            db.Add(new Course { Id = course, RegistrationId = platform, ContextId = "c", DeploymentId = "d", Title = "Tides", CreatedAt = now });
            db.Add(new CourseMember { CourseId = course, Subject = "s-ben", Role = CourseRole.Speaker, FirstName = "Ben", LastName = "Okafor", Email = "Ben.Okafor@tidewright.example" });
            db.Add(new Webhook { Id = webhook, Name = "CRM", Url = "https://crm.example/", Types = "", Secret = [1], CreatedAt = now });
            db.Add(new WebhookDelivery
            {
                Id = WebhookDeliveryId.New(now),
                WebhookId = webhook,
                Type = "invitation.issued",
                Subject = invitation.ToString(),
                HappenedAt = now,
                NextTryAt = now,
                TriedSince = now,
                State = DeliveryState.Delivered,
                Body = $"{{\"email\":\"{email}\",\"name\":\"Ben Okafor\"}}",
            });
            db.Add(new AuditLine { At = now, What = "settings.changed", On = "site.contact", Detail = $"Ben Okafor, {email.ToUpperInvariant()} → none" });
            return Task.CompletedTask;
        });

        OutboxMail Mail(string subject) => new() { Id = OutboxMailId.New(now), Kind = "invitation", Subject = subject, MessageId = "1@here", QueuedAt = now, NextTryAt = now.AddDays(1), RelayWords = $"450 {email}" };
    }

    private static GuestCode CodeTo(string email, GuestLinkId link) => new()
    {
        Id = GuestCodeId.New(LiveHouse.Now),
        GuestLinkId = link,
        Email = email,
        EmailKey = email,
        Mailbox = email,
        Number = 1,
        Language = "en",
        BrowserHash = [1],
        CodeHash = [2],
        Network = "203.0.113.7",
        SentAt = LiveHouse.Now,
    };

    private static async Task<List<string>> Finds(UsherSite site, Usher.Demo.Person person) =>
        [.. await Finds(site, person.Email), .. await Finds(site, person.LastName), .. await Finds(site, person.Name)];

    /// <summary>The places, in all that the database holds, in which there is a word.</summary>
    private static async Task<List<string>> Finds(UsherSite site, string word)
    {
        var found = new List<string>();
        await using var db = site.Read();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()).OfType<string>().Distinct())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var column = 0; column < rows.FieldCount; column++)
                {
                    var text = rows.GetValue(column) switch { string value => value, byte[] bytes => Encoding.UTF8.GetString(bytes), _ => "" };
                    if (text.Contains(word, StringComparison.OrdinalIgnoreCase)) found.Add($"{table}.{rows.GetName(column)}: {text}");
                }
            }
        }
        return found;
    }
}
