using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;
using Usher.Tests.Fixtures;
using Usher.Tests.Mail;

namespace Usher.Tests.Invitations;

/// <summary>Six digits, ten minutes, five tries, one use, one browser.</summary>
public sealed class EntryCodeTests
{
    private const string ForAll = """{"verification":"codeForAll"}""";

    [Theory, OnBothDatabases]
    public async Task The_mailed_code_lets_in_once_and_says_how_sure_we_are(Engine engine)
    {
        await using var scene = await Asking(engine, maxDevices: 2);
        var browser = Scene.NewAsker();
        Assert.Equal("invitation.code-needed", (await scene.Claim()).Problem?.Code);
        Assert.Null((await scene.AskForCode(browser)).Problem);
        var code = await scene.MailedCode();
        Assert.Matches("^[0-9]{6}$", code);
        Assert.Null((await scene.ClaimWithCode($"{code[..3]} {code[3..]}", browser)).Problem);
        Assert.Equal("invitation.code-over", (await scene.ClaimWithCode(code, browser)).Problem?.Code);
        await using var db = scene.Store.Read();
        Assert.Equal(Assurance.EmailedCode, (await db.Set<DeviceBinding>().SingleAsync()).Assurance);
    }

    [Theory, OnBothDatabases]
    public async Task In_another_browser_the_code_is_worth_nothing(Engine engine)
    {
        await using var scene = await Asking(engine);
        await scene.AskForCode(Scene.NewAsker());
        var code = await scene.MailedCode();
        var other = Scene.NewAsker();
        Assert.Equal("invitation.address-needed", (await scene.ClaimWithCode(code, other)).Problem?.Code);
        Assert.Equal("invitation.code-over", (await scene.ClaimWithCode(code, other, Scene.BensAddress)).Problem?.Code);
        await scene.AskForCode(other);
        Assert.Equal("invitation.wrong-code", (await scene.ClaimWithCode(code, other)).Problem?.Code);
        Assert.Equal(0, await scene.Count<DeviceBinding>());
    }

    [Theory, OnBothDatabases]
    public async Task After_five_wrong_codes_the_right_one_is_over_too(Engine engine)
    {
        await using var scene = await Asking(engine);
        var browser = Scene.NewAsker();
        await scene.AskForCode(browser);
        var right = await scene.MailedCode();
        var wrong = right == "000000" ? "000001" : "000000";
        var guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => scene.ClaimWithCode(wrong, browser))));
        Assert.Equal(4, guesses.Count(guess => guess.Problem?.Code == "invitation.wrong-code"));
        Assert.Equal(16, guesses.Count(guess => guess.Problem?.Code == "invitation.code-over"));
        Assert.Equal("invitation.code-over", (await scene.ClaimWithCode(right, browser)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task It_works_for_ten_minutes_and_until_a_newer_one_is_asked_for(Engine engine)
    {
        await using var scene = await Asking(engine);
        var browser = Scene.NewAsker();
        await scene.AskForCode(browser);
        var first = await scene.MailedCode();
        scene.Time.Advance(TimeSpan.FromMinutes(9));
        await scene.AskForCode(browser, email: null);
        var second = await scene.MailedCode();
        if (first != second) Assert.Equal("invitation.wrong-code", (await scene.ClaimWithCode(first, browser)).Problem?.Code);
        scene.Time.Advance(EntryCodeRules.Life);
        Assert.Equal("invitation.code-over", (await scene.ClaimWithCode(second, browser)).Problem?.Code);
        Assert.Equal("invitation.address-needed", (await scene.AskForCode(browser, email: null)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_claims_with_one_code_at_once_one_wins(Engine engine)
    {
        await using var scene = await Asking(engine, maxDevices: 5);
        var browser = Scene.NewAsker();
        await scene.AskForCode(browser);
        var code = await scene.MailedCode();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => scene.ClaimWithCode(code, browser, device: Scene.Browser($"key {i}")))));
        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.Equal(1, await scene.Count<DeviceBinding>());
    }

    [Theory, OnBothDatabases]
    public async Task A_stranger_hears_what_a_claim_would_tell_and_sets_no_mail_in_motion(Engine engine)
    {
        await using var scene = await Asking(engine);
        for (var i = 0; i < 4; i++) Assert.Equal("invitation.wrong-address", (await scene.AskForCode(Scene.NewAsker(), "eve@elsewhere.example")).Problem?.Code);
        Assert.Equal("invitation.too-many-tries", (await scene.AskForCode(Scene.NewAsker(), "eve@elsewhere.example")).Problem?.Code);
        Assert.Equal("invitation.too-many-tries", (await scene.AskForCode(Scene.NewAsker())).Problem?.Code);
        Assert.Equal((0, 0), (await scene.Count<OutboxMail>(), await scene.Count<EntryCode>()));
    }

    [Theory, OnBothDatabases]
    public async Task Codes_are_few_an_hour_for_an_invitation_from_one_network_and_then_from_all(Engine engine)
    {
        await using var scene = await Asking(engine);
        for (var i = 0; i < EntryCodeRules.MostForInvitationFromNetwork; i++) Assert.Null((await scene.AskForCode(Scene.NewAsker())).Problem);
        Assert.Equal(("invitation.too-many-codes", EntryCodeRules.CountedFor), Said((await scene.AskForCode(Scene.NewAsker())).Problem));
        for (var i = EntryCodeRules.MostForInvitationFromNetwork; i < EntryCodeRules.MostForInvitation; i++) Assert.Null((await scene.AskForCode(Scene.NewAsker(), network: "198.51.100.2")).Problem);
        Assert.Equal("invitation.too-many-codes", (await scene.AskForCode(Scene.NewAsker(), network: "192.0.2.9")).Problem?.Code);
        // Who cannot name the address does not learn of it.
        Assert.Equal("invitation.wrong-address", (await scene.AskForCode(Scene.NewAsker(), "eve@elsewhere.example", "192.0.2.9")).Problem?.Code);
    }

    [Fact]
    public async Task A_double_click_mails_one_code()
    {
        await using var scene = await Asking(Engine.Sqlite);
        var browser = Scene.NewAsker();
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => scene.AskForCode(browser))));
        Assert.Equal(both[0].Value, both[1].Value);
        Assert.Equal(1, await scene.Count<OutboxMail>());
    }

    [Fact]
    public async Task Nothing_that_is_stored_tells_the_code_without_the_browsers_own_secret()
    {
        await using var scene = await Asking(Engine.Sqlite);
        var browser = Scene.NewAsker();
        await scene.AskForCode(browser);
        var code = await scene.MailedCode();
        await using var db = scene.Store.Read();
        var stored = await db.Set<EntryCode>().SingleAsync();
        Assert.Equal(browser.HashOf(CodePurpose.Entry, code), stored.CodeHash);
        Assert.NotEqual(Scene.NewAsker().HashOf(CodePurpose.Entry, code), stored.CodeHash);
        // One that was asked for one thing opens nothing else.
        Assert.NotEqual(browser.HashOf(CodePurpose.NewDevice, code), stored.CodeHash);
        Assert.DoesNotContain(code, System.Text.Encoding.UTF8.GetString((await db.Set<OutboxMail>().SingleAsync()).Secret!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("123456", "123456")]
    [InlineData(" 123 456 ", "123456")]
    [InlineData("123-456", "123456")]
    [InlineData("١٢٣٤٥٦", "123456")]
    [InlineData("１２３４５６", "123456")]
    [InlineData("code", "")]
    public void Digits_are_digits_in_any_script_and_however_they_are_set_apart(string typed, string digits) => Assert.Equal(digits, EntryCodeRules.Clean(typed));

    [Fact]
    public async Task The_mail_has_the_code_on_a_line_of_its_own_and_not_in_its_subject()
    {
        var scene = await Asking(Engine.Sqlite);
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        var code = AskingBrowser.NewCode();
        await scene.Store.Door.Write(db => Task.FromResult(Stored(db, scene, post, code)));
        await post.SendDue();
        var message = (await post.Relay.NextMail()).Message;
        Assert.Equal("Your code for Tides and turbines", message.Subject);
        Assert.Contains(code, message.TextBody!.Split('\n').Select(line => line.Trim()));
        Assert.Contains(code, message.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("\"Ben Okafor\" <ben.okafor@tidewright.example>", message.To.ToString());
    }

    [Fact]
    public async Task A_code_that_is_over_is_not_mailed_any_more()
    {
        var scene = await Asking(Engine.Sqlite);
        await using var post = await Postroom.Of(scene.Store, scene.Time);
        var mail = await scene.Store.Door.Write(db => Task.FromResult(Stored(db, scene, post, "123456")));
        scene.Time.Advance(EntryCodeRules.Life);
        await post.SendDue();
        Assert.Equal((MailState.Failed, "Not sent: the code was over first."), ((await post.Mail(mail)).State, (await post.Mail(mail)).RelayWords));
    }

    private static OutboxMailId Stored(UsherDb db, Scene scene, Postroom post, string code)
    {
        var id = EntryCodeId.New(scene.Time.Now());
        db.Add(new EntryCode
        {
            Id = id,
            InvitationId = scene.Invitation,
            Purpose = CodePurpose.Entry,
            BrowserHash = [1],
            CodeHash = [2],
            Network = "203.0.113.7",
            SentAt = scene.Time.Now(),
        });
        return post.Outbox.Queue(db, EntryCodeMail.Kind, id.ToString(), System.Text.Encoding.UTF8.GetBytes(code), scene.Time.Now());
    }

    private static (string?, TimeSpan?) Said(Problem? problem) => (problem?.Code, problem?.RetryAfter);

    private static async Task<Scene> Asking(Engine engine, int maxDevices = 1)
    {
        var scene = await Scene.Set(engine, maxDevices);
        await scene.Set(ForAll);
        return scene;
    }
}
