using CsCheck;
using Usher.Sessions;

namespace Usher.Tests.Sessions;

public sealed class LocalTimeTests
{
    private static readonly TimeZoneInfo Dublin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Dublin");

    [Fact]
    public void An_ordinary_time_comes_once() =>
        Assert.Equal(new LocalTime.Once(new(2026, 7, 2, 16, 0, 0, TimeSpan.FromHours(1))), LocalTime.In(new(2026, 7, 2, 16, 0, 0), Dublin));

    [Fact]
    public void In_the_night_when_clocks_go_forward_an_hour_is_missing()
    {
        var never = Assert.IsType<LocalTime.Never>(LocalTime.In(new(2026, 3, 29, 1, 30, 0), Dublin));
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 2, 0, 0, TimeSpan.FromHours(1)), never.Next);
    }

    [Fact]
    public void In_the_night_when_clocks_go_back_an_hour_comes_twice()
    {
        var twice = Assert.IsType<LocalTime.Twice>(LocalTime.In(new(2026, 10, 25, 1, 30, 0), Dublin));
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), twice.First.ToUniversalTime());
        Assert.Equal(twice.First.AddHours(1), twice.Second);
    }

    [Fact]
    public void A_whole_day_can_be_missing()
    {
        var never = Assert.IsType<LocalTime.Never>(LocalTime.In(new(2011, 12, 30, 12, 0, 0), TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia")));
        Assert.Equal(new DateTimeOffset(2011, 12, 31, 0, 0, 0, TimeSpan.FromHours(14)), never.Next);
    }

    [Theory]
    [InlineData("Europe/Dublin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Africa/Casablanca")]
    public void Every_instant_is_found_again_by_the_clock_it_shows(string zone)
    {
        var there = TimeZoneInfo.FindSystemTimeZoneById(zone);
        Gen.Int[0, 366 * 24 * 4].Sample(quarters =>
        {
            var instant = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(15 * quarters);
            return LocalTime.In(TimeZoneInfo.ConvertTime(instant, there).DateTime, there) switch
            {
                LocalTime.Once once => once.Instant == instant,
                LocalTime.Twice twice => twice.First == instant || twice.Second == instant,
                _ => false,
            };
        }, iter: 10_000);
    }
}
