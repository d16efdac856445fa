using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Settings;
using Visitor = Usher.Invitations.Visitor;

namespace Usher.Tests.Invitations;

/// <summary>Every answer of the one decision, and which comes first when several would be true.</summary>
public sealed class EntryRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 16, 0, 0, TimeSpan.Zero);
    private static readonly DeviceBindingId Laptop = DeviceBindingId.New(Now);
    private static readonly EntryPolicy Policy = new(TimeSpan.FromMinutes(60), WeakAllowed: true);
    private static readonly VisitorDevice WithKey = new(null, HasKey: true);
    private static readonly Visitor Ben = Visitor.Typing("ben.okafor@tidewright.example");

    [Fact]
    public void The_right_address_on_a_free_device_binds() => Assert.Equal(EntryVerdict.Bind, Judge(Open(), Ben));

    [Theory]
    [InlineData("BEN.Okafor@Tidewright.EXAMPLE", EntryVerdict.Bind)]
    [InlineData(" ben.okafor@tidewright.example ", EntryVerdict.Bind)]
    [InlineData("benokafor@tidewright.example", EntryVerdict.WrongAddress)]
    [InlineData("ben.okafor+talk@tidewright.example", EntryVerdict.WrongAddress)]
    [InlineData("ben.o\u212Aafor@tidewright.example", EntryVerdict.WrongAddress)]
    [InlineData("no address", EntryVerdict.WrongAddress)]
    [InlineData("", EntryVerdict.WrongAddress)]
    public void An_address_is_the_same_but_for_the_case_of_ascii_and_in_nothing_else(string typed, EntryVerdict verdict) =>
        Assert.Equal(verdict, Judge(Open(), Visitor.Typing(typed)));

    [Fact]
    public void Nobody_yet_is_asked_for_the_address() => Assert.Equal(EntryVerdict.AddressNeeded, Judge(Open(), Visitor.Nobody));

    [Fact]
    public void Who_has_checked_in_or_is_signed_in_with_the_invited_address_goes_straight_in()
    {
        Assert.Equal(EntryVerdict.Bind, Judge(Open(), new Visitor(null, CheckedIn: true, null)));
        Assert.Equal(EntryVerdict.Bind, Judge(Open(), new Visitor("ben.okafor@tidewright.example", false, null)));
    }

    [Fact]
    public void Who_is_signed_in_as_another_is_told_so_unless_they_choose_to_come_as_a_guest()
    {
        Assert.Equal(EntryVerdict.SignedInAsAnother, Judge(Open(), new Visitor("ada@northfield.example", false, null)));
        Assert.Equal(EntryVerdict.AddressNeeded, Judge(Open(), new Visitor("ada@northfield.example", false, null, AsGuest: true)));
        Assert.Equal(EntryVerdict.Bind, Judge(Open(), new Visitor("ada@northfield.example", false, "ben.okafor@tidewright.example", AsGuest: true)));
    }

    [Fact]
    public void Before_it_opens_a_right_address_waits_and_a_wrong_one_is_told()
    {
        var early = Open() with { Session = Session(startsIn: 20) };
        Assert.Equal(EntryVerdict.NotYet, Judge(early, Visitor.Nobody));
        Assert.Equal(EntryVerdict.NotYet, Judge(early, Ben));
        Assert.Equal(EntryVerdict.WrongAddress, Judge(early, Visitor.Typing("ada@northfield.example")));
    }

    [Theory]
    [InlineData(Role.Viewer, EntryVerdict.NotYet)]
    [InlineData(Role.Speaker, EntryVerdict.Bind)]
    [InlineData(Role.Moderator, EntryVerdict.Bind)]
    public void Speakers_and_moderators_come_in_early(Role role, EntryVerdict verdict) =>
        Assert.Equal(verdict, Judge(Open() with { Session = Session(startsIn: 15), Role = role }, Ben));

    [Fact]
    public void A_bound_device_is_welcomed_back_and_another_is_turned_away()
    {
        var bound = Open() with { Bindings = [Binding(connected: true)] };
        Assert.Equal(EntryVerdict.WelcomeBack, EntryRules.Judge(bound, Visitor.Nobody, new VisitorDevice(Laptop, false), Policy, Now));
        Assert.Equal(EntryVerdict.OtherDevice, Judge(bound, Ben));
        Assert.Equal(EntryVerdict.OtherDevice, Judge(bound, Visitor.Nobody));
        Assert.Equal(EntryVerdict.Bind, Judge(bound with { MaxDevices = 2 }, Ben));
        Assert.Equal(EntryVerdict.Bind, Judge(bound with { MaxDevices = Invitation.UnlimitedDevices }, Ben));
    }

    [Fact]
    public void A_binding_that_never_connected_holds_its_place_for_ten_minutes()
    {
        var claimed = Open() with { Bindings = [Binding(connected: false)] };
        Assert.Equal(EntryVerdict.OtherDevice, EntryRules.Judge(claimed, Ben, WithKey, Policy, Now.AddMinutes(10).AddTicks(-1)));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(claimed, Ben, WithKey, Policy, Now.AddMinutes(10)));
    }

    [Fact]
    public void A_device_without_a_key_is_refused_where_the_site_wants_one()
    {
        var strict = Policy with { WeakAllowed = false };
        Assert.Equal(EntryVerdict.WeakDevice, EntryRules.Judge(Open(), Ben, new VisitorDevice(null, HasKey: false), strict, Now));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(Open(), Ben, WithKey, strict, Now));
    }

    [Theory]
    [InlineData(WeakDevices.Allow, Role.Moderator, true)]
    [InlineData(WeakDevices.AllowForViewers, Role.Viewer, true)]
    [InlineData(WeakDevices.AllowForViewers, Role.Speaker, false)]
    [InlineData(WeakDevices.Refuse, Role.Viewer, false)]
    public void The_policy_on_weak_devices_goes_by_role(WeakDevices setting, Role role, bool allowed) =>
        Assert.Equal(allowed, EntryPolicy.Of(new InvitationSettings { WeakDevices = setting }, role).WeakAllowed);

    [Fact]
    public void What_is_over_is_over_in_this_order()
    {
        var facts = Open() with { ExpiresAt = Now };
        Assert.Equal(EntryVerdict.Expired, Judge(facts, Ben));
        Assert.Equal(EntryVerdict.Ended, Judge(facts = facts with { Session = Session() with { EndedAt = Now } }, Ben));
        Assert.Equal(EntryVerdict.Void, Judge(facts = facts with { Session = Session() with { CancelledAt = Now } }, Ben));
        Assert.Equal(EntryVerdict.Void, Judge(facts = facts with { RoomDeleted = true }, Ben));
        Assert.Equal(EntryVerdict.Revoked, Judge(facts with { RevokedAt = Now }, Ben));
    }

    [Fact]
    public void An_inviter_who_may_invite_no_more_lets_in_only_who_is_bound()
    {
        var orphan = Open() with { InviterMayInvite = false, Bindings = [Binding(connected: true)] };
        Assert.Equal(EntryVerdict.Void, Judge(orphan, Ben));
        Assert.Equal(EntryVerdict.WelcomeBack, EntryRules.Judge(orphan, Visitor.Nobody, new VisitorDevice(Laptop, false), Policy, Now));
    }

    [Fact]
    public void Without_an_expiry_of_its_own_it_ends_with_its_session_and_the_grace()
    {
        Assert.Equal(Now.AddMinutes(90 + 60), EntryRules.ExpiresAt(Open(), Policy.Grace));
        Assert.Null(EntryRules.ExpiresAt(Open() with { Session = Session() with { EndsAt = null } }, Policy.Grace));
        Assert.Equal(Now, EntryRules.ExpiresAt(Open() with { ExpiresAt = Now }, Policy.Grace));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(5, 30)]
    [InlineData(6, 60)]
    [InlineData(9, 480)]
    [InlineData(10, 900)]
    [InlineData(5000, 900)]
    public void After_five_wrong_addresses_pauses_double_up_to_a_quarter_of_an_hour(int tries, int? seconds) =>
        Assert.Equal(seconds is { } pause ? Now.AddSeconds(pause) : null, EntryRules.PausedUntil(new WrongAddresses(tries, Now), Now));

    [Fact]
    public void During_a_pause_even_the_right_address_waits()
    {
        var paused = Open() with { WrongAddresses = new WrongAddresses(5, Now) };
        Assert.Equal(EntryVerdict.TooManyTries, Judge(paused, Ben));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(paused, Ben, WithKey, Policy, Now.AddSeconds(30)));
    }

    [Fact]
    public void A_domain_that_is_blocked_says_nothing_about_who_is_invited()
    {
        var strict = Policy with { Domains = new DomainSettings { Block = ["elsewhere.example", "tidewright.example"] } };
        Assert.Equal(EntryVerdict.DomainBlocked, EntryRules.Judge(Open(), Visitor.Typing("anybody@elsewhere.example"), WithKey, strict, Now));
        Assert.Equal(EntryVerdict.DomainBlocked, EntryRules.Judge(Open(), Ben, WithKey, strict, Now));
        Assert.Equal(EntryVerdict.WrongAddress, EntryRules.Judge(Open(), Visitor.Typing("ada@northfield.example"), WithKey, strict, Now));
        Assert.Equal(EntryVerdict.AddressNeeded, EntryRules.Judge(Open(), Visitor.Nobody, WithKey, strict, Now));
        Assert.Equal(EntryVerdict.DomainBlocked, EntryRules.Judge(Open(), new Visitor("ben.okafor@tidewright.example", false, null), WithKey, strict, Now));
        Assert.Equal(EntryVerdict.DomainBlocked, EntryRules.Judge(Open(), new Visitor(null, CheckedIn: true, null), WithKey, strict, Now));
        var early = Open() with { Session = Session(startsIn: 20) };
        Assert.Equal(EntryVerdict.DomainBlocked, EntryRules.Judge(early, Ben, WithKey, strict, Now));
        var bound = Open() with { Bindings = [Binding(connected: true)] };
        Assert.Equal(EntryVerdict.WelcomeBack, EntryRules.Judge(bound, Visitor.Nobody, new VisitorDevice(Laptop, false), strict, Now));
    }

    [Fact]
    public void That_an_address_has_to_sign_in_is_said_to_nobody_who_has_not_typed_it()
    {
        var policy = Policy with { MemberMustSignIn = true };
        var member = Open() with { AddressHasAccount = true };
        Assert.Equal(EntryVerdict.AddressNeeded, EntryRules.Judge(member, Visitor.Nobody, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.WrongAddress, EntryRules.Judge(member, Visitor.Typing("ada@northfield.example"), WithKey, policy, Now));
        Assert.Equal(EntryVerdict.SignInNeeded, EntryRules.Judge(member, Ben, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.SignInNeeded, EntryRules.Judge(member with { Session = Session(startsIn: 20) }, Ben, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(member, new Visitor("ben.okafor@tidewright.example", false, null), WithKey, policy, Now));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(member with { AddressHasAccount = false }, Ben, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.Bind, Judge(member, Ben));
    }

    [Fact]
    public void A_code_is_wanted_after_the_address_and_of_nobody_who_is_signed_in_with_it()
    {
        var policy = Policy with { CodeNeeded = true };
        var sent = Open() with { Code = new CodeFacts(EntryCodeId.New(Now), [7], Now.AddMinutes(-9), 0, null) };
        Assert.Equal(EntryVerdict.AddressNeeded, EntryRules.Judge(Open(), Visitor.Nobody, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.CodeNeeded, EntryRules.Judge(Open(), Ben, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.CodeNeeded, EntryRules.Judge(sent, Visitor.Nobody, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(sent, Visitor.Nobody with { CodeShown = [7] }, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.WrongCode, EntryRules.Judge(sent, Visitor.Nobody with { CodeShown = [8] }, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.CodeOver, EntryRules.Judge(sent, Visitor.Nobody with { CodeShown = [7] }, WithKey, policy, Now.AddMinutes(1)));
        Assert.Equal(EntryVerdict.AddressNeeded, EntryRules.Judge(sent, Visitor.Nobody, WithKey, policy, Now.AddMinutes(1)));
        Assert.Equal(EntryVerdict.CodeOver, EntryRules.Judge(sent with { Code = sent.Code with { Tries = 5 } }, Visitor.Nobody with { CodeShown = [7] }, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.CodeOver, EntryRules.Judge(sent with { Code = sent.Code with { UsedAt = Now } }, Visitor.Nobody with { CodeShown = [7] }, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.WrongAddress, EntryRules.Judge(sent, Visitor.Typing("ada@northfield.example") with { CodeShown = [7] }, WithKey, policy, Now));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(Open(), new Visitor("ben.okafor@tidewright.example", false, null), WithKey, policy, Now));
    }

    [Fact]
    public void A_check_in_counts_for_as_much_as_was_shown_there()
    {
        var policy = Policy with { CodeNeeded = true };
        Assert.Equal(EntryVerdict.CodeNeeded, EntryRules.Judge(Open(), new Visitor(null, CheckedIn: true, null), WithKey, policy, Now));
        Assert.Equal(EntryVerdict.Bind, EntryRules.Judge(Open(), new Visitor(null, CheckedIn: true, null) { CodeGiven = true }, WithKey, policy, Now));
    }

    [Theory]
    [InlineData(Verification.TypedAddress, Role.Moderator, false)]
    [InlineData(Verification.CodeForModeratorsAndSpeakers, Role.Viewer, false)]
    [InlineData(Verification.CodeForModeratorsAndSpeakers, Role.Speaker, true)]
    [InlineData(Verification.CodeForModeratorsAndSpeakers, Role.Moderator, true)]
    [InlineData(Verification.CodeForAll, Role.Viewer, true)]
    public void The_policy_on_codes_goes_by_role(Verification setting, Role role, bool needed) =>
        Assert.Equal(needed, EntryPolicy.Of(new InvitationSettings { Verification = setting }, role).CodeNeeded);

    [Fact]
    public void A_device_bound_by_its_cookie_alone_comes_back_with_a_key_where_the_site_wants_one()
    {
        var (strict, bound) = (Policy with { WeakAllowed = false }, Open() with { Bindings = [Binding(connected: true)] });
        Assert.Equal(EntryVerdict.WeakDevice, EntryRules.Judge(bound, Visitor.Nobody, new VisitorDevice(Laptop, HasKey: false), strict, Now));
        Assert.Equal(EntryVerdict.WelcomeBack, EntryRules.Judge(bound, Visitor.Nobody, new VisitorDevice(Laptop, HasKey: true), strict, Now));
        Assert.Equal(EntryVerdict.WelcomeBack, EntryRules.Judge(
            Open() with { Bindings = [Binding(connected: true) with { KeyThumbprint = "key" }] }, Visitor.Nobody, new VisitorDevice(Laptop, HasKey: false), strict, Now));
    }

    private static EntryVerdict Judge(EntryFacts facts, Visitor visitor) => EntryRules.Judge(facts, visitor, WithKey, Policy, Now);

    private static EntryFacts Open() => new(
        InvitationId.New(Now), RoomId.New(Now), SessionId.New(Now), Session(), Role.Viewer, "ben.okafor@tidewright.example", null, null, false, true, 1, [], WrongAddresses.None);

    private static SessionFacts Session(int startsIn = 0) => new(Now.AddMinutes(startsIn), Now.AddMinutes(startsIn + 90), 15, null, null, null, null);

    private static BindingFacts Binding(bool connected) => new(Laptop, [], [], null, Now, connected ? Now : null, null, null);
}
