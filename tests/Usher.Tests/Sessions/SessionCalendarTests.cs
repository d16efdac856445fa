using Usher.Rooms;
using Usher.Sessions;
using Usher.Tests.Mail;
using Usher.Web;

namespace Usher.Tests.Sessions;

public sealed class SessionCalendarTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("Europe/Dublin", "2026-11-26T16:00:00")]
    [InlineData("Europe/Dublin", "2026-07-01T16:00:00")]
    [InlineData("Europe/Berlin", "2026-10-25T04:00:00")]
    [InlineData("America/New_York", "2026-03-08T04:00:00")]
    [InlineData("America/Sao_Paulo", "2026-06-01T09:00:00")]
    [InlineData("Australia/Lord_Howe", "2026-01-15T09:30:00")]
    [InlineData("Asia/Kolkata", "2026-05-05T18:00:00")]
    [InlineData("Africa/Casablanca", "2026-02-20T12:00:00")]
    [InlineData("Pacific/Chatham", "2026-09-27T08:00:00")]
    [InlineData("UTC", "2026-03-29T01:30:00")]
    public async Task Another_calendar_reads_the_same_hour_in_the_rooms_zone(string zone, string local)
    {
        var start = InstantOf(local, zone);
        var read = await ReadCalendar.Of(Calendar(zone, start).File(Now));
        Assert.Equal((start, start.AddMinutes(90)), (read.Start, read.End));
        Assert.Equal(local, read.LocalStart.TrimEnd('Z'));
        Assert.Equal([zone], read.Zones);
    }

    [Fact]
    public async Task Titles_in_any_script_and_with_any_sign_arrive_whole()
    {
        const string title = "Tides; turbines, \\n \"and\" دورات — 潮汐とタービン 🌊 and more than fits on one line of a calendar file";
        var read = await ReadCalendar.Of(Calendar("Europe/Dublin", Now, title).File(Now));
        Assert.Equal((1, title), (read.Events, read.Summary));
    }

    [Fact]
    public void Links_for_calendars_on_the_web_carry_the_times()
    {
        var calendar = Calendar("Europe/Dublin", new DateTimeOffset(2026, 11, 26, 16, 0, 0, TimeSpan.Zero));
        Assert.Contains("dates=20261126T160000Z%2F20261126T173000Z", calendar.GoogleUrl, StringComparison.Ordinal);
        Assert.Contains("startdt=2026-11-26T16%3A00%3A00Z", calendar.OutlookUrl, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_without_times_has_no_place_in_a_calendar() =>
        Assert.Null(SessionCalendar.Of(Session(null), Room("UTC"), new PublicAddress("https://rooms.northfield.example"), "", ""));

    private static SessionCalendar Calendar(string zone, DateTimeOffset start, string title = "Tides and turbines") =>
        SessionCalendar.Of(Session(start), Room(zone, title), new PublicAddress("https://rooms.northfield.example"), "Open your invitation to join.", "Online")!;

    private static Session Session(DateTimeOffset? start) => new()
    {
        Id = SessionId.New(Now),
        RoomId = RoomId.New(Now),
        StartsAt = start,
        EndsAt = start?.AddMinutes(90),
        CreatedAt = Now,
    };

    private static Room Room(string zone, string title = "Tides and turbines") =>
        new() { Id = RoomId.New(Now), Title = title, TimeZone = zone, CreatedAt = Now };

    private static DateTimeOffset InstantOf(string local, string zone) =>
        ((LocalTime.Once)LocalTime.In(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone))).Instant;
}
