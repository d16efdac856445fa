using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Mail;
using Usher.Sessions;
using Usher.Tests.Fixtures;
using Usher.Tests.Invitations;
using Usher.Tests.Mail;

namespace Usher.Tests.GuestLinks;

/// <summary>A guest's code: six digits, ten minutes, five tries, one use, one browser, one address; and no stranger's mailbox filled with them.</summary>
public sealed class GuestCodeTests
{
    [Theory, OnBothDatabases]
    public async Task The_mailed_code_lets_in_once_and_says_how_sure_we_are(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        Assert.Equal("invitation.code-needed", (await scene.Claim()).Problem?.Code);
        var code = await scene.Code(browser);
        Assert.Matches("^[0-9]{6}$", code);
        Assert.Equal("invitation.code-needed", (await scene.Claim(browser: browser)).Problem?.Code);
        Assert.Null((await scene.Claim($"{code[..3]} {code[3..]}", browser)).Problem);
        Assert.Equal("invitation.code-over", (await scene.Claim(code, browser)).Problem?.Code);
        Assert.Equal(1, await scene.CameIn());
        await using var db = scene.Scene.Store.Read();
        Assert.Equal(Assurance.EmailedCode, (await db.Set<Guest>().SingleAsync()).Assurance);
    }

    [Theory, OnBothDatabases]
    public async Task In_another_browser_the_code_is_worth_nothing(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var code = await scene.Code(Scene.NewAsker());
        var other = Scene.NewAsker();
        Assert.Equal("invitation.code-over", (await scene.Claim(code)).Problem?.Code);
        Assert.Equal("invitation.code-over", (await scene.Claim(code, other)).Problem?.Code);
        if (await scene.Code(other) != code) Assert.Equal("invitation.wrong-code", (await scene.Claim(code, other)).Problem?.Code);
        Assert.Equal(0, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task For_another_address_the_code_is_worth_nothing(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        var code = await scene.Code(browser);
        foreach (var other in new[] { Cast.Femi.Email, "gus.thorn+a@harbour.example", "gusthorn@harbour.example", "gus.thorn@harbour.example.evil.example" })
            Assert.Equal("invitation.code-over", (await scene.Claim(code, browser, other)).Problem?.Code);
        Assert.Equal("request.fields", (await scene.Claim(code, browser, "")).Problem?.Code);
        Assert.Equal(0, await scene.CameIn());
        // The same address in other letters is the same address.
        Assert.Null((await scene.Claim(code, browser, "GUS.Thorn@Harbour.EXAMPLE")).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task A_code_for_a_newer_address_ends_the_one_before(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        var first = await scene.Code(browser);
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await scene.Code(browser, Cast.Femi.Email);
        Assert.Equal("invitation.code-over", (await scene.Claim(first, browser)).Problem?.Code);
        Assert.Equal("invitation.code-over", (await scene.Claim(second, browser)).Problem?.Code);
        Assert.Null((await scene.Claim(second, browser, Cast.Femi.Email)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task After_five_wrong_codes_the_right_one_is_over_too(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        var right = await scene.Code(browser);
        var wrong = GuestScene.Another(right);
        // With a name missing nobody hears whether a code is right.
        Assert.Equal("request.fields", (await scene.Claim(wrong, browser, lastName: " ")).Problem?.Code);
        Assert.Equal("request.fields", (await scene.Claim(right, browser, lastName: " ")).Problem?.Code);
        var guesses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => scene.Claim(wrong, browser))));
        Assert.Equal(4, guesses.Count(guess => guess.Problem?.Code == "invitation.wrong-code"));
        Assert.Equal(16, guesses.Count(guess => guess.Problem?.Code == "invitation.code-over"));
        Assert.Equal("invitation.code-over", (await scene.Claim(right, browser)).Problem?.Code);
        Assert.Equal(0, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task It_works_for_ten_minutes_and_until_a_newer_one_is_asked_for(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        var first = await scene.Code(browser);
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(9));
        var second = await scene.Code(browser);
        if (first != second) Assert.Equal("invitation.wrong-code", (await scene.Claim(first, browser)).Problem?.Code);
        scene.Scene.Time.Advance(EntryCodeRules.Life);
        Assert.Equal("invitation.code-over", (await scene.Claim(second, browser)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_claims_with_one_code_at_once_one_wins(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        var code = await scene.Code(browser);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => scene.Claim(code, browser, device: Scene.Browser($"key {i}")))));
        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.All(outcomes.Where(outcome => outcome.Problem is not null), outcome => Assert.Equal("invitation.code-over", outcome.Problem!.Code));
        Assert.Equal(1, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task Who_loses_the_last_place_keeps_their_code(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, maxUses: 1);
        var racers = new List<(AskingBrowser Browser, string Email, string Code)>();
        for (var i = 0; i < 6; i++)
        {
            var (browser, email) = (Scene.NewAsker(), $"racer{i}@harbour.example");
            racers.Add((browser, email, await scene.Code(browser, email)));
        }
        var outcomes = await Task.WhenAll(racers.Select(one => Task.Run(() => scene.Claim(one.Code, one.Browser, one.Email))));
        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.All(outcomes.Where(outcome => outcome.Problem is not null), outcome => Assert.Equal("guest-link.full", outcome.Problem!.Code));
        await using var db = scene.Scene.Store.Read();
        Assert.Equal(1, await db.Set<GuestCode>().CountAsync(code => code.UsedAt != null));
        Assert.Equal(1, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task Who_came_in_comes_back_without_a_code(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var browser = Scene.NewAsker();
        var came = (await scene.Claim(await scene.Code(browser), browser)).Value;
        var device = Scene.Browser(came.Cookie!);
        Assert.Equal(came.Participant, (await scene.Claim(device: device)).Value.Participant);
        Assert.Equal("invitation.code-not-needed", (await scene.AskForCode(browser, device: device)).Problem?.Code);
        Assert.Equal(1, await scene.CameIn());
    }

    [Theory, OnBothDatabases]
    public async Task Where_no_code_is_asked_for_none_is_mailed_and_the_address_is_one_that_was_typed(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, settings: """{"verification":"codeForAll","weakDevices":"allow"}""");
        Assert.Equal("invitation.code-not-needed", (await scene.AskForCode(Scene.NewAsker())).Problem?.Code);
        Assert.Null((await scene.Claim("123456")).Problem);
        await using var db = scene.Scene.Store.Read();
        Assert.Equal(Assurance.TypedAddress, (await db.Set<Guest>().SingleAsync()).Assurance);
    }

    [Theory, OnBothDatabases]
    public async Task However_a_strangers_address_is_spelled_and_from_wherever_their_mailbox_is_spared(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        string[] spellings = ["gus.thorn@harbour.example", "GUSTHORN@harbour.example", "g.usthorn+1@harbour.example", "gus.thorn+2@HARBOUR.example", "gus.thorn+3+4@harbour.example"];
        foreach (var address in spellings) Assert.Null((await scene.AskForCode(Scene.NewAsker(), address)).Problem);
        Assert.Equal(GuestCodeRules.MostForMailboxFromNetwork, spellings.Length);
        var refused = (await scene.AskForCode(Scene.NewAsker(), "gus.thorn+5@harbour.example", token: await scene.Link())).Problem;
        Assert.Equal(("invitation.too-many-codes", EntryCodeRules.CountedFor), (refused?.Code, refused?.RetryAfter));
        for (var i = GuestCodeRules.MostForMailboxFromNetwork; i < GuestCodeRules.MostForMailbox; i++) Assert.Null((await scene.AskForCode(Scene.NewAsker(), network: $"198.51.100.{i}")).Problem);
        Assert.Equal("invitation.too-many-codes", (await scene.AskForCode(Scene.NewAsker(), network: "192.0.2.9")).Problem?.Code);
        // Others are not kept waiting by it.
        Assert.Null((await scene.AskForCode(Scene.NewAsker(), Cast.Femi.Email)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task In_a_day_a_mailbox_is_sent_twenty_at_most(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        await scene.Scene.Change(db => db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(session => session.EndsAt, (DateTimeOffset?)null)));
        var sent = 0;
        for (var i = 0; i < 60; i++)
        {
            if ((await scene.AskForCode(Scene.NewAsker(), network: $"198.51.100.{i}")).Problem is null) sent++;
            scene.Scene.Time.Advance(TimeSpan.FromMinutes(15));
        }
        Assert.Equal(GuestCodeRules.MostForMailboxInADay, sent);
        scene.Scene.Time.Advance(GuestCodeRules.KeptFor);
        Assert.Null((await scene.AskForCode(Scene.NewAsker())).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task By_many_links_and_from_many_networks_at_once_no_more_are_mailed_than_one_after_another(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var links = new List<string>();
        for (var i = 0; i < 24; i++) links.Add(await scene.Link());
        var asked = await Task.WhenAll(links.Select((token, i) => Task.Run(() => scene.AskForCode(Scene.NewAsker(), network: $"198.51.100.{i}", token: token))));
        Assert.Equal(GuestCodeRules.MostForMailbox, asked.Count(one => one.Problem is null));
        Assert.All(asked.Where(one => one.Problem is not null), one => Assert.Equal("invitation.too-many-codes", one.Problem!.Code));
        Assert.Equal((GuestCodeRules.MostForMailbox, GuestCodeRules.MostForMailbox), (await scene.Scene.Count<GuestCode>(), await scene.Scene.Count<OutboxMail>()));
    }

    [Theory, OnBothDatabases]
    public async Task A_link_and_a_network_have_only_so_many(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        var link = await LinkOf(scene);
        await Fill(scene, link, GuestCodeRules.MostForLink - 1, i => $"192.0.2.{i % 200}");
        Assert.Null((await scene.AskForCode(Scene.NewAsker())).Problem);
        Assert.Equal("invitation.too-many-codes", (await scene.AskForCode(Scene.NewAsker(), Cast.Femi.Email)).Problem?.Code);
        var another = await scene.Link();
        await Fill(scene, link, EntryCodeRules.MostFromNetwork, _ => "198.51.100.1");
        Assert.Equal("invitation.too-many-codes", (await scene.AskForCode(Scene.NewAsker(), Cast.Femi.Email, "198.51.100.1", another)).Problem?.Code);
        Assert.Null((await scene.AskForCode(Scene.NewAsker(), Cast.Femi.Email, token: another)).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task A_network_that_guesses_gets_no_further_code_to_guess_at_by_changing_browsers(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine);
        await Fill(scene, await LinkOf(scene), GuestCodeRules.MostWrongFromNetwork / EntryCodeRules.MostTries, _ => "198.51.100.7");
        await scene.Scene.Change(db => db.Set<GuestCode>().ExecuteUpdateAsync(set => set.SetProperty(code => code.Tries, EntryCodeRules.MostTries)));
        Assert.Equal("invitation.too-many-codes", (await scene.AskForCode(Scene.NewAsker(), Cast.Femi.Email, "198.51.100.7")).Problem?.Code);
        Assert.Null((await scene.AskForCode(Scene.NewAsker(), Cast.Femi.Email, "198.51.100.8")).Problem);
    }

    [Theory, OnBothDatabases]
    public async Task Whom_the_link_would_not_let_in_sets_no_mail_in_motion(Engine engine)
    {
        await using var scene = await GuestScene.Set(engine, maxUses: 0);
        Assert.Equal("guest-link.full", await Told());
        await scene.Scene.Change(db => db.Set<GuestLink>().ExecuteUpdateAsync(set => set.SetProperty(link => link.MaxUses, (int?)null)));
        await scene.Scene.Set("""{"guestAccess":false}""");
        Assert.Equal("guest-link.off", await Told());
        await scene.Scene.Set("""{"guestAccess":true,"domains":{"block":["harbour.example"]}}""");
        Assert.Equal("domain.blocked", await Told());
        await scene.Scene.Set("""{"domains":{"block":[]}}""");
        Assert.Equal("request.fields", await Told("two@harbour.example, three@harbour.example"));
        Assert.Equal("request.fields", await Told("gus.thorn@harbour.example\r\nBcc: all@harbour.example"));
        Assert.Equal("invitation.unknown-link", (await scene.AskForCode(Scene.NewAsker(), token: Secret.New())).Problem?.Code);
        await scene.Scene.Change(db => db.Set<Session>().ExecuteUpdateAsync(set => set.SetProperty(session => session.EndedAt, scene.Scene.Time.Now())));
        Assert.Equal("session.not-open", await Told());
        Assert.Equal((0, 0), (await scene.Scene.Count<OutboxMail>(), await scene.Scene.Count<GuestCode>()));

        async Task<string?> Told(string? email = null) => (await scene.AskForCode(Scene.NewAsker(), email)).Problem?.Code;
    }

    [Fact]
    public async Task A_double_click_mails_one_code_and_so_does_going_back()
    {
        await using var scene = await GuestScene.Set(Engine.Sqlite);
        var browser = Scene.NewAsker();
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => scene.AskForCode(browser))));
        Assert.Equal(both[0].Value, both[1].Value);
        scene.Scene.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(both[0].Value, (await scene.AskForCode(browser, anew: false)).Value);
        Assert.Equal(1, await scene.Scene.Count<OutboxMail>());
        Assert.NotEqual(both[0].Value, (await scene.AskForCode(browser)).Value);
    }

    [Fact]
    public async Task Nothing_that_is_stored_tells_the_code_without_the_browsers_own_secret()
    {
        await using var scene = await GuestScene.Set(Engine.Sqlite);
        var browser = Scene.NewAsker();
        var code = await scene.Code(browser);
        await using var db = scene.Scene.Store.Read();
        var stored = await db.Set<GuestCode>().SingleAsync();
        Assert.Equal(browser.HashOf(CodePurpose.Entry, code), stored.CodeHash);
        Assert.NotEqual(Scene.NewAsker().HashOf(CodePurpose.Entry, code), stored.CodeHash);
        Assert.DoesNotContain(code, System.Text.Encoding.UTF8.GetString((await db.Set<OutboxMail>().SingleAsync()).Secret!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_brings_the_code_and_says_nothing_that_somebody_else_typed()
    {
        var scene = await GuestScene.Set(Engine.Sqlite);
        await using var post = await Postroom.Of(scene.Scene.Store, scene.Scene.Time);
        await Stored(scene, post, "314159");
        await post.SendDue();
        var message = (await post.Relay.NextMail()).Message;
        Assert.Equal(("Your code for Tides and turbines", Cast.Gus.Email), (message.Subject, message.To.ToString()));
        Assert.StartsWith("Hello,", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("314159", message.TextBody!.Split('\n').Select(line => line.Trim()));
        Assert.Contains("314159", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Thorn", message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_is_over_or_overtaken_or_whose_link_is_gone_is_not_mailed_any_more()
    {
        var scene = await GuestScene.Set(Engine.Sqlite);
        await using var post = await Postroom.Of(scene.Scene.Store, scene.Scene.Time);
        var overtaken = await Stored(scene, post, "123456");
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(1));
        var over = await Stored(scene, post, "123457");
        await scene.Scene.Change(db => db.Set<GuestCode>().Where(code => code.Number == 2).ExecuteUpdateAsync(set => set.SetProperty(code => code.Tries, EntryCodeRules.MostTries)));
        await post.SendDue();
        Assert.Equal("Not sent: a newer code was asked for.", (await post.Mail(overtaken)).RelayWords);
        Assert.Equal("Not sent: the code was over first.", (await post.Mail(over)).RelayWords);
        scene.Scene.Time.Advance(TimeSpan.FromSeconds(1));
        var gone = await Stored(scene, post, "123458");
        await scene.Scene.Change(db => db.Set<GuestLink>().ExecuteUpdateAsync(set => set.SetProperty(link => link.DeletedAt, scene.Scene.Time.Now())));
        await post.SendDue();
        Assert.Equal((MailState.Failed, "Not sent: the guest link is gone."), ((await post.Mail(gone)).State, (await post.Mail(gone)).RelayWords));
    }

    private static async Task<GuestLinkId> LinkOf(GuestScene scene)
    {
        await using var db = scene.Scene.Store.Read();
        return (await db.Set<GuestLink>().FirstAsync()).Id;
    }

    private static Task Fill(GuestScene scene, GuestLinkId link, int codes, Func<int, string> network) => scene.Scene.Change(db =>
    {
        for (var i = 0; i < codes; i++) db.Add(Stored(scene, link, Secret.New(), i, network(i)));
        return Task.CompletedTask;
    });

    private static async Task<OutboxMailId> Stored(GuestScene scene, Postroom post, string digits)
    {
        var (link, now) = (await LinkOf(scene), scene.Scene.Time.Now());
        return await scene.Scene.Store.Door.Write(async db =>
        {
            var code = Stored(scene, link, "gusthorn@harbour.example", await db.Set<GuestCode>().CountAsync() + 1, GuestScene.Network);
            db.Add(code);
            return post.Outbox.Queue(db, GuestCodeMail.Kind, code.Id.ToString(), System.Text.Encoding.UTF8.GetBytes(digits), now);
        });
    }

    private static GuestCode Stored(GuestScene scene, GuestLinkId link, string mailbox, int number, string network) => new()
    {
        Id = GuestCodeId.New(scene.Scene.Time.Now()),
        GuestLinkId = link,
        Email = Cast.Gus.Email,
        EmailKey = Cast.Gus.Email,
        Mailbox = mailbox,
        Number = number,
        Language = "en",
        BrowserHash = [1],
        CodeHash = [2],
        Network = network,
        SentAt = scene.Scene.Time.Now(),
    };
}
