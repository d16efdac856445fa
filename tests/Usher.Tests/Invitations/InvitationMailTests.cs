using System.Text;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Mail;

namespace Usher.Tests.Invitations;

public sealed class InvitationMailTests
{
    [Theory, OnBothDatabases]
    public async Task The_mail_brings_the_link_and_the_history_says_that_it_went(Engine engine)
    {
        var scene = await Scene.Set(engine, role: Role.Speaker);
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        var mail = await Send(scene, post);
        var message = (await post.Relay.NextMail()).Message;
        Assert.Equal("Ada Lindqvist invites you to Tides and turbines", message.Subject);
        Assert.Equal("\"Ben Okafor\" <ben.okafor@tidewright.example>", message.To.ToString());
        Assert.Equal("\"Ada Lindqvist via Usher\" <rooms@northfield.example>", message.From.ToString());
        Assert.Contains(Link(scene), message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("You are invited as Speaker.", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("This link stays with the device you first use it on.", message.TextBody, StringComparison.Ordinal);
        await using var db = scene.Store.Read();
        var line = await db.Set<HistoryLine>().SingleAsync();
        Assert.Equal((scene.Invitation, HistoryWhat.Mailed, mail.RelayWords), (line.InvitationId, line.What, line.Detail));
    }

    [Theory]
    [InlineData("Ben", true)]
    [InlineData("Béatrice Ωμέγα", true)]
    [InlineData("Béatrice Ωμέγα", false)]
    public async Task The_link_stands_alone_on_its_line_and_nothing_breaks_it(string firstName, bool eightBit)
    {
        var scene = await Scene.Set(Engine.Sqlite);
        await Change<Invitation>(scene, set => set.SetProperty(one => one.FirstName, firstName));
        await using var post = await Postroom.Of(scene.Store, scene.Time, await SmtpServer.Start(eightBit: eightBit));
        await Send(scene, post);
        var taken = await post.Relay.NextMail();
        Assert.Contains(Link(scene), taken.Message.TextBody!.Split('\n'));
        if (eightBit) Assert.Contains(Link(scene), taken.Source.Split("\r\n"));
        Assert.Contains($"Hello {firstName},", taken.Message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_the_invitees_with_the_rooms_beside()
    {
        var scene = await Scene.Set(Engine.Sqlite);
        await Change<Invitation>(scene, set => set.SetProperty(one => one.TimeZone, "America/New_York"));
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        await Send(scene, post);
        var text = (await post.Relay.NextMail()).Message.TextBody;
        Assert.Contains("Thursday 26 November, 11:00–12:30", text, StringComparison.Ordinal);
        Assert.Contains("New York time (UTC−05:00) · 16:00–17:30 in Dublin", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_write_is_text_and_never_markup_or_headers()
    {
        var scene = await Scene.Set(Engine.Sqlite);
        const string hostile = "<script>alert(1)</script>\r\nBcc: gus.thorn@harbour.example\r\n\r\n{{ link }}<img src=x onerror=alert(1)>";
        await Change<Invitation>(scene, set => set
            .SetProperty(one => one.FirstName, hostile).SetProperty(one => one.LastName, "\"><b>").SetProperty(one => one.Note, hostile));
        await Change<Room>(scene, set => set.SetProperty(one => one.Title, hostile));
        await Change<Account>(scene, set => set.SetProperty(one => one.FirstName, hostile));
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        await Send(scene, post);
        var taken = await post.Relay.NextMail();
        Assert.Equal([Cast.Ben.Email], taken.To);
        Assert.Null(taken.Message.Headers[HeaderId.Bcc]);
        Assert.Equal([Cast.Ben.Email], taken.Message.To.Mailboxes.Select(to => to.Address));
        Assert.DoesNotContain("<script", taken.Message.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=x", taken.Message.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", taken.Message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", taken.Message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("{{ link }}", taken.Message.TextBody, StringComparison.Ordinal);
        var calendar = await ReadCalendar.Of(CalendarOf(taken.Message));
        Assert.Equal((1, $"mailto:{Cast.Ben.Email}"), (calendar.Events, calendar.Attendees.Single().Address));
    }

    [Fact]
    public async Task A_link_that_died_before_its_mail_left_is_not_sent()
    {
        var scene = await Scene.Set(Engine.Sqlite);
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        await Change<Invitation>(scene, set => set.SetProperty(one => one.RevokedAt, scene.Time.Now()));
        var mail = await Send(scene, post);
        Assert.Equal((MailState.Failed, "Not sent: the invitation was revoked first."), (mail.State, mail.RelayWords));
        Assert.Null(mail.Secret);
        await using var db = scene.Store.Read();
        Assert.Equal(HistoryWhat.MailFailed, (await db.Set<HistoryLine>().SingleAsync()).What);
    }

    [Fact]
    public async Task The_session_comes_along_for_the_calendar_without_a_way_in()
    {
        var scene = await Scene.Set(Engine.Sqlite);
        await Change<Session>(scene, set => set.SetProperty(one => one.Version, 3));
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        await Send(scene, post);
        var message = (await post.Relay.NextMail()).Message;
        var part = message.BodyParts.OfType<MimePart>().Single(one => one.ContentType.MimeType == "text/calendar");
        Assert.Equal("REQUEST", part.ContentType.Parameters["method"]);
        var entry = CalendarOf(message);
        Assert.Equal(TextOf(part), entry);
        Assert.DoesNotContain(scene.Token, entry, StringComparison.OrdinalIgnoreCase);
        var calendar = await ReadCalendar.Of(entry);
        Assert.Equal(("REQUEST", "Europe/Dublin", 3), (calendar.Method, calendar.Zone, calendar.Sequence));
        Assert.Equal($"session-{scene.Session}@rooms.northfield.example", calendar.Uid);
        Assert.Equal(new DateTimeOffset(2026, 11, 26, 16, 0, 0, TimeSpan.Zero), calendar.Start);
        Assert.Equal(new CalendarPerson("Ada Lindqvist", "mailto:rooms@northfield.example"), calendar.Organizer);
        Assert.Equal([new CalendarPerson("Ben Okafor", $"mailto:{Cast.Ben.Email}")], calendar.Attendees);
    }

    [Fact]
    public async Task An_open_ended_session_has_no_place_in_a_calendar()
    {
        var scene = await Scene.Set(Engine.Sqlite);
        await Change<Session>(scene, set => set.SetProperty(one => one.StartsAt, (DateTimeOffset?)null).SetProperty(one => one.EndsAt, (DateTimeOffset?)null));
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        await Send(scene, post);
        var message = (await post.Relay.NextMail()).Message;
        Assert.Empty(message.Attachments);
        Assert.Contains("There is no set time", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_QR_code_travels_in_the_mail()
    {
        var scene = await Scene.Set(Engine.Sqlite);
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        await Send(scene, post);
        var message = (await post.Relay.NextMail()).Message;
        var picture = message.BodyParts.OfType<MimePart>().Single(part => part.ContentType.MediaType == "image");
        Assert.Contains($"src=\"cid:{picture.ContentId}\"", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", message.HtmlBody, StringComparison.Ordinal);
    }

    internal static async Task<OutboxMail> Send(Scene scene, Postroom post)
    {
        var id = await scene.Store.Door.Write(db => Task.FromResult(
            post.Outbox.Queue(db, InvitationMail.Kind, scene.Invitation.ToString(), Encoding.UTF8.GetBytes(scene.Token), scene.Time.Now())));
        await post.SendDue();
        return await post.Mail(id);
    }

    private static Task Change<T>(Scene scene, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<T>> change) where T : class =>
        scene.Change(db => db.Set<T>().ExecuteUpdateAsync(change));

    private static string Link(Scene scene) => $"https://rooms.northfield.example/i/{scene.Token}";

    private static string CalendarOf(MimeMessage message)
    {
        var file = message.Attachments.OfType<MimePart>().Single();
        Assert.Equal("invite.ics", file.FileName);
        return TextOf(file);
    }

    private static string TextOf(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
