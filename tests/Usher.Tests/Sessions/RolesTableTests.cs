using Usher.Sessions;

namespace Usher.Tests.Sessions;

public sealed class RolesTableTests
{
    /// <summary>The table "What a role may do in a live session", read across: Guest, Viewer, Speaker, Moderator, Host.</summary>
    private static readonly Dictionary<LiveAct, string> Table = new()
    {
        [LiveAct.Chat] = "yes yes yes yes yes",
        [LiveAct.ModerateChat] = "- - - yes yes",
        [LiveAct.Backchannel] = "- - yes yes yes",
        [LiveAct.AskQuestion] = "yes yes yes yes yes",
        [LiveAct.UpvoteQuestion] = "yes yes yes yes yes",
        [LiveAct.AnswerQuestion] = "- - yes yes yes",
        [LiveAct.HandleQuestion] = "- - - yes yes",
        [LiveAct.AnswerInteraction] = "yes yes yes yes yes",
        [LiveAct.SeeLiveResults] = "- - yes yes yes",
        [LiveAct.RunInteraction] = "- - - yes yes",
        [LiveAct.React] = "yes yes yes yes yes",
        [LiveAct.RaiseHand] = "yes yes yes yes yes",
        [LiveAct.BeOnStage] = "- - yes yes yes",
        [LiveAct.DirectStage] = "- - - yes yes",
        [LiveAct.HandlePeople] = "- - - yes yes",
        [LiveAct.ChangeRole] = "- - - yes yes",
        [LiveAct.RunSession] = "- - - yes yes",
        [LiveAct.Invite] = "- - - - yes",
    };

    public static TheoryData<LiveAct> Acts => [.. Enum.GetValues<LiveAct>()];

    [Theory, MemberData(nameof(Acts))]
    public void A_role_may_do_what_the_table_says(LiveAct act) =>
        Assert.Equal(Table[act], string.Join(' ', Enum.GetValues<Role>().Select(role => role.May(act) ? "yes" : "-")));

    [Fact]
    public void The_site_may_keep_guests_out_of_the_chat_and_nobody_else()
    {
        Assert.False(Role.Guest.May(LiveAct.Chat, guestsChat: false));
        Assert.True(Role.Viewer.May(LiveAct.Chat, guestsChat: false));
    }

    [Theory]
    [InlineData(Role.Host, Role.Viewer, Role.Host, true)]
    [InlineData(Role.Host, Role.Moderator, Role.Viewer, true)]
    [InlineData(Role.Host, Role.Host, Role.Viewer, false)]
    [InlineData(Role.Moderator, Role.Viewer, Role.Moderator, true)]
    [InlineData(Role.Moderator, Role.Moderator, Role.Viewer, true)]
    [InlineData(Role.Moderator, Role.Viewer, Role.Host, false)]
    [InlineData(Role.Moderator, Role.Host, Role.Viewer, false)]
    [InlineData(Role.Speaker, Role.Viewer, Role.Speaker, false)]
    [InlineData(Role.Host, Role.Viewer, Role.Guest, false)]
    public void A_role_is_changed_up_to_ones_own_and_never_a_hosts(Role by, Role from, Role to, bool may) =>
        Assert.Equal(may, by.MayChangeRole(from, to));

    [Fact]
    public void Nobody_puts_out_a_host()
    {
        foreach (var by in Enum.GetValues<Role>()) Assert.False(by.MayRemove(Role.Host));
        Assert.True(Role.Moderator.MayRemove(Role.Speaker));
        Assert.False(Role.Speaker.MayRemove(Role.Viewer));
    }
}
