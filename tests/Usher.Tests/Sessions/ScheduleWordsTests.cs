using System.Globalization;
using Usher.Mail;
using Usher.Sessions;
using Usher.Tests.Architecture;
using Usher.Tests.Mail;

namespace Usher.Tests.Sessions;

/// <summary>Times of a session in words: the same on every server, whatever language it was installed in.</summary>
public sealed class ScheduleWordsTests
{
    private static readonly DateTimeOffset Now = new(2024, 11, 28, 15, 47, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("en")]
    [InlineData("en-US")]
    [InlineData("en-GB")]
    [InlineData("de")]
    public void The_clock_has_24_hours_in_every_locale(string locale)
    {
        var (start, end) = (Now.AddMinutes(73), Now.AddMinutes(133));
        var session = new Session { Id = SessionId.New(Now), RoomId = RoomId.New(Now), StartsAt = start, EndsAt = end, CreatedAt = Now };
        MailLanguage.Write(CultureInfo.GetCultureInfo(locale), () =>
        {
            Assert.Equal("Today, 17:00–18:00", Postroom.Words.When(session, "Europe/Dublin", Now));
            Assert.EndsWith("17:00–18:00", SpokenTimes.Span(start, end, "Europe/Dublin"), StringComparison.Ordinal);
            return true;
        });
    }

    [Fact]
    public void No_clock_is_left_to_the_locales_of_the_machine()
    {
        // "t", "T", "g", "G", "f", "F" and the like: what they give differs between libraries of locales.
        string[] standard = ["ToString(\"t\"", "ToString(\"T\"", "ToString(\"g\"", "ToString(\"G\"", "ToString(\"f\"", "ToString(\"F\"", "ToShortTime", "ToLongTime"];
        Assert.DoesNotContain(
            Source.Files("src/Usher", "*.cs").Concat(Source.Files("src/Usher", "*.razor")),
            file => standard.Any(format => File.ReadAllText(file).Contains(format, StringComparison.Ordinal)));
    }
}
