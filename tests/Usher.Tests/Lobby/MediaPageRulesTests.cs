using Usher.Lobby;
using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Tests.Lobby;

public sealed class MediaPageRulesTests
{
    private static readonly DateTimeOffset Four = new(2026, 11, 26, 16, 0, 0, TimeSpan.Zero);
    private static readonly SessionFacts AtFour = new(Four, Four.AddHours(1), 15, null, null, null, null);

    [Theory]
    [InlineData(-60, Standing.Owner, MediaPageAction.StartNow)]
    [InlineData(-60, Standing.CoPublisher, MediaPageAction.StartNow)]
    [InlineData(-60, Standing.CoViewer, MediaPageAction.None)]
    [InlineData(-60, null, MediaPageAction.None)]
    [InlineData(-15, Standing.Owner, MediaPageAction.OpenTheRoom)]
    [InlineData(-15, Standing.CoViewer, MediaPageAction.None)]
    [InlineData(0, Standing.Owner, MediaPageAction.Join)]
    [InlineData(0, Standing.CoViewer, MediaPageAction.Join)]
    [InlineData(0, null, MediaPageAction.Join)]
    [InlineData(120, Standing.Owner, MediaPageAction.None)]
    public void The_first_thing_to_do_follows_from_the_session_and_the_standing(int minutes, Standing? standing, MediaPageAction action) =>
        Assert.Equal(action, MediaPageRules.Action(AtFour, standing, signedIn: true, Four.AddMinutes(minutes)));

    [Fact]
    public void Whom_the_site_does_not_know_is_asked_to_sign_in() =>
        Assert.Equal(MediaPageAction.SignInToJoin, MediaPageRules.Action(AtFour, null, signedIn: false, Four));

    [Theory]
    [InlineData(Standing.CoEditor, MediaPageAction.StartNow)]
    [InlineData(Standing.CoPublisher, MediaPageAction.None)]
    [InlineData(null, MediaPageAction.None)]
    public void Without_a_session_those_who_may_make_one_can_start(Standing? standing, MediaPageAction action) =>
        Assert.Equal(action, MediaPageRules.Action(null, standing, signedIn: true, Four));
}
