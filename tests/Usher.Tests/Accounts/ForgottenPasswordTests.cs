using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>The way back in for somebody who forgot their password.</summary>
public sealed partial class ForgottenPasswordTests
{
    private const string Another = "An-Engine-1843";

    [Theory, OnBothDatabases]
    public async Task The_mailed_link_sets_a_password_once_and_ends_every_sign_in(Engine engine)
    {
        await using var site = await UsherSite.Start(engine, settings: ["Demo=true", UsherSite.EveryLine]);
        using var elsewhere = site.NewVisitor();
        Assert.Equal("/account", (await elsewhere.SignIn(Cast.Ada)).Path);
        using var ada = site.NewVisitor();
        var sign = await ada.Open("/sign-in");
        await ada.Submit(await ada.Open(sign.Document.QuerySelector("form p a")!.GetAttribute("href")!), "main form", ("email", Cast.Ada.Email));
        var link = await Link(site);

        var page = await ada.Open(link);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.Submit(page, "main form", ("password", "short"))).Status);
        var done = await ada.Submit(page, "main form", ("password", Another));
        Assert.Contains("Your new password is set", done.Text, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await elsewhere.Open("/account")).Path, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await elsewhere.SignIn(Cast.Ada)).Status);
        Assert.Equal("/account", (await elsewhere.SignIn(Cast.Ada, Another)).Path);

        Assert.Equal(HttpStatusCode.Gone, (await ada.Open(link)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await ada.Submit(page, "main form", ("password", "A third one"))).Status);
        Assert.DoesNotContain(site.Log.All, line => Usher.Web.Redaction.Of(line).Contains(link[^52..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_learns_whether_there_is_such_an_account()
    {
        await using var site = await UsherSite.Start(settings: "Demo=true");
        using var somebody = site.NewVisitor();
        var form = await somebody.Open("/forgotten");
        var known = await somebody.Submit(form, "main form", ("email", Cast.Ada.Email));
        var unknown = await somebody.Submit(form, "main form", ("email", "nobody@tidewright.example"));
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        await Link(site);
        await using var db = site.Read();
        Assert.Single(await db.Set<PasswordReset>().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_more_than_three_mails_leave_within_an_hour()
    {
        await using var site = await UsherSite.Start(settings: "Demo=true");
        using var somebody = site.NewVisitor();
        for (var i = 0; i < 5; i++) await somebody.Http.PostAsJsonAsync("/api/v1/sign-in/forgotten", new { email = Cast.Ada.Email });
        await using var db = site.Read();
        Assert.Equal(3, await db.Set<OutboxMail>().CountAsync(mail => mail.Kind == "password-reset", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Loading_the_link_uses_nothing_up_and_a_change_of_the_password_voids_it()
    {
        await using var site = await UsherSite.Start(settings: "Demo=true");
        using var ada = site.NewVisitor();
        await ada.Http.PostAsJsonAsync("/api/v1/sign-in/forgotten", new { email = Cast.Ada.Email });
        var link = await Link(site);
        for (var i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, (await ada.Open(link)).Status);
        await ada.Submit(await ada.SignIn(Cast.Ada), "form[action='/account/password']", ("currentPassword", Person.Password), ("newPassword", Another));
        Assert.Equal(HttpStatusCode.Gone, (await ada.Open(link)).Status);
        using var program = site.NewVisitor();
        using var late = await program.Http.PostAsJsonAsync("/api/v1/sign-in/new-password", new { token = link[^52..], password = "A third one" });
        Assert.Equal("password.link-gone", await late.Problem());
    }

    [Theory, OnBothDatabases]
    public async Task Of_many_at_once_one_sets_it(Engine engine)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T10:00:00Z", null));
        await using var site = await UsherSite.Start(engine, time);
        var account = await site.Enroll(Cast.Ada);
        var secret = Secret.New();
        await site.Door.Add(new PasswordReset { Hash = Secret.Hash(secret), AccountId = account, AskedAt = time.Now(), ExpiresAt = time.Now() + PasswordReset.Life });
        var forgotten = site.Services.GetRequiredService<ForgottenPassword>();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => forgotten.Set(secret, $"password {i}", null))));
        Assert.Single(outcomes, outcome => outcome.Problem is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome.Problem == AccountProblems.ResetGone));
    }

    [Fact]
    public async Task It_works_within_the_hour_and_not_for_a_disabled_account()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T10:00:00Z", null));
        await using var site = await UsherSite.Start(time: time);
        var account = await site.Enroll(Cast.Ada);
        var (one, two) = (Secret.New(), Secret.New());
        foreach (var secret in new[] { one, two })
            await site.Door.Add(new PasswordReset { Hash = Secret.Hash(secret), AccountId = account, AskedAt = time.Now(), ExpiresAt = time.Now() + PasswordReset.Life });
        var forgotten = site.Services.GetRequiredService<ForgottenPassword>();
        await site.Door.Write(db => db.Set<Account>().ExecuteUpdateAsync(set => set.SetProperty(same => same.DisabledAt, time.Now())));
        Assert.Equal(AccountProblems.ResetGone, (await forgotten.Set(one, Another, null)).Problem);
        await site.Door.Write(db => db.Set<Account>().ExecuteUpdateAsync(set => set.SetProperty(same => same.DisabledAt, (DateTimeOffset?)null)));
        time.Advance(PasswordReset.Life);
        Assert.Equal(AccountProblems.ResetGone, (await forgotten.Set(two, Another, null)).Problem);
    }

    [Fact]
    public async Task Where_no_mail_leaves_it_is_not_offered()
    {
        await using var site = await UsherSite.Start();
        using var somebody = site.NewVisitor();
        Assert.DoesNotContain("Forgotten", (await somebody.Open("/sign-in")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await somebody.Open("/forgotten")).Status);
    }

    // The demo has a mailbox, and a cast of its own, Ada among them.
    private static async Task<string> Link(UsherSite site)
    {
        var mailbox = site.Services.GetRequiredService<Mailbox>();
        for (var tries = 0; tries < 300; tries++, await Task.Delay(50, TestContext.Current.CancellationToken))
        {
            if ((await mailbox.List()).FirstOrDefault(mail => mail.Subject.StartsWith("Set a new password", StringComparison.Ordinal)) is not { } found) continue;
            var mail = (await mailbox.Open(found.Id))!;
            Assert.Contains(Cast.Ada.Email, found.To, StringComparison.Ordinal);
            return new Uri(Address().Match(mail.Text!).Value).AbsolutePath;
        }
        throw new TimeoutException("No mail.");
    }

    [GeneratedRegex(@"http\S+/password/[0-9a-z]{52}(?=\s*$)", RegexOptions.Multiline, 1000)]
    private static partial Regex Address();
}
