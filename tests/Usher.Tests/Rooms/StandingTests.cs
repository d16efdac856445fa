using Usher.Rooms;
using Usher.Sessions;

namespace Usher.Tests.Rooms;

public sealed class StandingTests
{
    /// <summary>The table "Standing on a room", read across: owner, co-owner, co-editor, co-publisher, co-viewer.</summary>
    private static readonly Dictionary<RoomAct, string> Table = new()
    {
        [RoomAct.EnterAsHost] = "yes yes yes yes -",
        [RoomAct.Invite] = "yes yes yes yes -",
        [RoomAct.Edit] = "yes yes yes - -",
        [RoomAct.ChangeAccess] = "yes yes - yes -",
        [RoomAct.Collaborators] = "yes yes - - -",
        [RoomAct.Delete] = "yes - - - -",
    };

    public static TheoryData<RoomAct> Acts => [.. Enum.GetValues<RoomAct>()];

    [Theory, MemberData(nameof(Acts))]
    public void A_standing_allows_what_the_table_says(RoomAct act) =>
        Assert.Equal(Table[act], string.Join(' ', Enum.GetValues<Standing>().Select(standing => standing.May(act) ? "yes" : "-")));

    [Fact]
    public void All_enter_as_host_but_the_co_viewer() =>
        Assert.Equal([Role.Host, Role.Host, Role.Host, Role.Host, Role.Viewer], Enum.GetValues<Standing>().Select(standing => standing.LiveRole()));

    [Theory]
    [InlineData(RoomAccess.Private, false, false)]
    [InlineData(RoomAccess.Course, false, false)]
    [InlineData(RoomAccess.Members, false, true)]
    [InlineData(RoomAccess.Public, true, true)]
    public void The_access_rule_opens_the_media_page(RoomAccess access, bool stranger, bool member)
    {
        Assert.Equal(stranger, RoomRules.MaySee(access, null, signedIn: false));
        Assert.Equal(member, RoomRules.MaySee(access, null, signedIn: true));
        Assert.True(RoomRules.MaySee(access, Standing.CoViewer, signedIn: true));
    }

    [Theory]
    [InlineData(Standing.Owner, null, Standing.CoEditor, null)]
    [InlineData(Standing.Owner, Standing.CoEditor, null, null)]
    [InlineData(Standing.Owner, Standing.CoEditor, Standing.Owner, null)]
    [InlineData(Standing.Owner, Standing.Owner, null, "collaborator.owner")]
    [InlineData(Standing.Owner, Standing.Owner, Standing.CoOwner, "collaborator.owner")]
    [InlineData(Standing.CoOwner, null, Standing.CoOwner, null)]
    [InlineData(Standing.CoOwner, Standing.CoOwner, null, null)]
    [InlineData(Standing.CoOwner, null, Standing.Owner, "room.forbidden")]
    [InlineData(Standing.CoOwner, Standing.Owner, null, "room.forbidden")]
    [InlineData(Standing.CoOwner, Standing.Owner, Standing.CoViewer, "room.forbidden")]
    [InlineData(Standing.CoEditor, null, Standing.CoViewer, "room.forbidden")]
    [InlineData(Standing.CoPublisher, null, Standing.CoViewer, "room.forbidden")]
    [InlineData(Standing.CoViewer, Standing.CoViewer, null, "room.forbidden")]
    public void A_co_owner_may_not_touch_the_owner_and_ownership_is_only_handed_over(Standing by, Standing? has, Standing? wanted, string? refusal) =>
        Assert.Equal(refusal, CollaboratorRules.Refusal(by, has, wanted)?.Code);
}
