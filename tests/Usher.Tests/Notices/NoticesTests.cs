using Microsoft.EntityFrameworkCore;
using MimeKit;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Notices;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Usher.Tests.Mail;

namespace Usher.Tests.Notices;

/// <summary>What invitees hear after their invitation: each test begins with Ben's mail about a session three days from now, taken by the relay.</summary>
public sealed class NoticesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 16, 0, 0, TimeSpan.Zero);

    [Theory, OnBothDatabases]
    public async Task A_session_that_moves_moves_in_the_calendar_and_the_mail_says_both_times(Engine engine)
    {
        await using var told = await Told.Ben(engine);
        await told.Move(Start.AddHours(2));
        await told.Settle();
        var message = (await told.Post.Relay.NextMail()).Message;
        Assert.Equal("New time: Tides and turbines, Sunday 29 November, 18:00–19:30", message.Subject);
        Assert.Contains("It was: Sunday 29 November, 16:00–17:30", message.TextBody, StringComparison.Ordinal);
        var calendar = await Calendar(message);
        Assert.Equal(("REQUEST", told.First.Uid, Start.AddHours(2), "Europe/Dublin"), (calendar.Method, calendar.Uid, calendar.Start, calendar.Zone));
        Assert.True(calendar.Sequence > told.First.Sequence);
        Assert.Contains(HistoryWhat.ToldOfChange, await told.History());
    }

    [Fact]
    public async Task Edits_in_quick_succession_are_one_mail_and_going_back_is_none()
    {
        await using var told = await Told.Ben();
        await told.Move(Start.AddHours(2));
        Assert.Equal(1, await told.Changes.Run(told.Now));
        await told.Move(Start.AddHours(3));
        Assert.Equal(0, await told.Changes.Run(told.Now));
        await told.Settle();
        Assert.Equal(Start.AddHours(3), (await Calendar((await told.Post.Relay.NextMail()).Message)).Start);
        var mails = await told.Scene.Count<OutboxMail>();
        await told.Move(Start.AddHours(4));
        await told.Changes.Run(told.Now);
        await told.Move(Start.AddHours(3));
        await told.Settle();
        Assert.Equal(mails, await told.Scene.Count<OutboxMail>());
        Assert.Equal(0, await told.Changes.Run(told.Now));
    }

    [Theory]
    [InlineData("session", "Cancelled: Tides and turbines")]
    [InlineData("room", "Cancelled: Tides and turbines")]
    [InlineData("invitation", "Invitation withdrawn: Tides and turbines")]
    [InlineData("times", "No set time any more: Tides and turbines")]
    public async Task What_is_gone_leaves_the_calendar_once(string what, string subject)
    {
        await using var told = await Told.Ben();
        await told.Scene.Change(db => what switch
        {
            "session" => db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(one => one.CancelledAt, told.Now)),
            "room" => db.Set<Room>().ExecuteUpdateAsync(set => set.SetProperty(one => one.DeletedAt, told.Now)),
            "invitation" => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, told.Now)),
            _ => db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(one => one.StartsAt, (DateTimeOffset?)null).SetProperty(one => one.EndsAt, (DateTimeOffset?)null)),
        });
        await told.Settle();
        var message = (await told.Post.Relay.NextMail()).Message;
        Assert.Equal(subject, message.Subject);
        var calendar = await Calendar(message);
        Assert.Equal(("CANCEL", told.First.Uid, Start), (calendar.Method, calendar.Uid, calendar.Start));
        Assert.True(calendar.Sequence > told.First.Sequence);
        Assert.DoesNotContain("/i/", message.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await told.Changes.Run(told.Now));
    }

    [Fact]
    public async Task A_room_that_is_renamed_is_renamed_in_the_calendar()
    {
        await using var told = await Told.Ben();
        await told.Scene.Change(db => db.Set<Room>().ExecuteUpdateAsync(set => set.SetProperty(one => one.Title, "Winds and waves")));
        await told.Settle();
        var message = (await told.Post.Relay.NextMail()).Message;
        Assert.Contains("Tides and turbines is now called Winds and waves.", message.TextBody, StringComparison.Ordinal);
        Assert.Equal("Winds and waves", (await Calendar(message)).Summary);
    }

    [Theory, OnBothDatabases]
    public async Task Nodes_that_look_at_once_queue_one_mail(Engine engine)
    {
        await using var told = await Told.Ben(engine);
        await told.Move(Start.AddHours(2));
        var queued = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => told.Changes.Run(told.Now))));
        Assert.Equal(1, queued.Sum());
    }

    [Fact]
    public async Task A_relay_that_refuses_the_change_for_good_is_not_asked_again()
    {
        await using var told = await Told.Ben();
        await told.Post.Relay.Refuse(550, "5.1.1 No such person here");
        await told.Move(Start.AddHours(2));
        await told.Settle();
        Assert.Contains(HistoryWhat.MailFailed, await told.History());
        Assert.Equal(0, await told.Changes.Run(told.Now));
    }

    [Theory, OnBothDatabases]
    public async Task Invitees_are_reminded_a_day_and_a_quarter_of_an_hour_before_once_each_whatever_nodes_look(Engine engine)
    {
        await using var told = await Told.Ben(engine);
        Assert.Equal(0, await told.Reminders.Run(told.Now));
        foreach (var before in new[] { TimeSpan.FromHours(24), TimeSpan.FromMinutes(15) })
        {
            told.Scene.Time.SetUtcNow(Start - before);
            var queued = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => told.Reminders.Run(told.Now))));
            Assert.Equal(1, queued.Sum());
            await told.Post.SendDue();
            var message = (await told.Post.Relay.NextMail()).Message;
            Assert.Equal("Reminder: Tides and turbines, Sunday 29 November, 16:00–17:30", message.Subject);
            await AssertLinkWorks(told, message);
            Assert.Equal(0, await told.Reminders.Run(told.Now));
        }
        Assert.Equal(2, (await told.History()).Count(what => what is HistoryWhat.Reminded));
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("inside")]
    [InlineData("never mailed")]
    [InlineData("invited just now")]
    [InlineData("turned off")]
    public async Task Who_needs_no_reminder_gets_none(string why)
    {
        await using var told = await Told.Ben();
        told.Scene.Time.SetUtcNow(Start.AddHours(-24));
        await told.Scene.Change(db => why switch
        {
            "revoked" => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, told.Now)),
            "never mailed" => db.Set<HistoryLine>().ExecuteDeleteAsync(),
            "turned off" => db.AddAsync(new Usher.Settings.SettingsModule { Name = "invitations", Values = """{"remindADayBefore":false}""" }).AsTask(),
            "inside" => db.AddAsync(new Participant
            {
                Id = ParticipantId.New(told.Now), SessionId = told.Scene.Session, InvitationId = told.Scene.Invitation,
                FirstName = "Ben", LastName = "Okafor", AdmittedAt = told.Now,
            }).AsTask(),
            _ => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.ExpiresAt, told.Now.AddDays(2))),
        });
        if (why == "invited just now") await told.MoveIssue(Start.AddHours(-30));
        Assert.Equal(0, await told.Reminders.Run(told.Now));
    }

    [Fact]
    public async Task A_reminder_follows_a_start_that_moved()
    {
        await using var told = await Told.Ben();
        told.Scene.Time.SetUtcNow(Start.AddHours(-24));
        Assert.Equal(1, await told.Reminders.Run(told.Now));
        await told.Move(Start.AddDays(7));
        Assert.Equal(0, await told.Reminders.Run(told.Now));
        told.Scene.Time.SetUtcNow(Start.AddDays(6));
        Assert.Equal(1, await told.Reminders.Run(told.Now));
        Assert.Equal(1, await told.Scene.Count<Reminder>());
    }

    [Fact]
    public async Task A_reminder_that_comes_too_late_is_dropped()
    {
        await using var told = await Told.Ben();
        told.Scene.Time.SetUtcNow(Start.AddMinutes(-10));
        Assert.Equal(1, await told.Reminders.Run(told.Now));
        told.Scene.Time.SetUtcNow(Start.AddMinutes(1));
        var before = await told.Scene.Count<OutboxMail>();
        await told.Post.SendDue();
        Assert.Equal(before - 1, await told.Scene.Count<OutboxMail>());
    }

    private static async Task AssertLinkWorks(Told told, MimeMessage message)
    {
        var link = message.TextBody!.Split('\n').Select(line => line.Trim()).Single(line => line.StartsWith("https://rooms.northfield.example/i/", StringComparison.Ordinal));
        Assert.NotEqual(told.Scene.Token, link.Split("/i/")[1]);
        await using var db = told.Scene.Store.Read();
        Assert.True(await db.Set<LinkToken>().AnyAsync(token => token.Hash == Secret.Hash(link.Split("/i/")[1]) && token.InvitationId == told.Scene.Invitation));
    }

    private static async Task<ReadCalendar> Calendar(MimeMessage message)
    {
        var part = message.BodyParts.OfType<MimePart>().Single(one => one.ContentType.MimeType == "text/calendar");
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        var calendar = await ReadCalendar.Of(System.Text.Encoding.UTF8.GetString(content.ToArray()));
        Assert.Equal(part.ContentType.Parameters["method"], calendar.Method);
        Assert.NotEmpty(calendar.Zones);
        return calendar;
    }

    private sealed class Told : IAsyncDisposable
    {
        public required Scene Scene { get; init; }
        public required Postroom Post { get; init; }
        public ReadCalendar First { get; private set; } = null!;
        public DateTimeOffset Now => Scene.Time.Now();
        public QueueChanges Changes => new(Scene.Store.Reading, Scene.Store.Door, Post.Outbox);
        public QueueReminders Reminders => new(Scene.Store.Reading, Scene.Store.Door, Scene.Settings, Post.Outbox);

        public static async Task<Told> Ben(Engine engine = Engine.Sqlite)
        {
            var scene = await Scene.Set(engine);
            var told = new Told { Scene = scene, Post = await Postroom.Of(scene.Store, scene.Time) };
            await told.Move(Start);
            await InvitationMailTests.Send(scene, told.Post);
            told.First = await Calendar((await told.Post.Relay.NextMail()).Message);
            return told;
        }

        /// <summary>As a host's edit does.</summary>
        public Task Move(DateTimeOffset start) => Scene.Change(db => db.Set<Session>().ExecuteUpdateAsync(set => set
            .SetProperty(one => one.StartsAt, start).SetProperty(one => one.EndsAt, start.AddMinutes(90)).SetProperty(one => one.Version, one => one.Version + 1)));

        // What cannot be changed in the world can be in its row.
        public Task MoveIssue(DateTimeOffset at) => Scene.Change(db => db.Set<Invitation>().ExecuteUpdateAsync(set => set.SetProperty(one => one.IssuedAt, at)));

        /// <summary>Looks, waits as long as changes are waited for, and sends.</summary>
        public async Task Settle()
        {
            await Changes.Run(Now);
            Scene.Time.Advance(QueueChanges.Settling);
            await Post.SendDue();
        }

        public async Task<List<HistoryWhat>> History()
        {
            await using var db = Scene.Store.Read();
            return await db.Set<HistoryLine>().Select(line => line.What).ToListAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Post.Relay.DisposeAsync();
            await Scene.DisposeAsync();
        }
    }
}
