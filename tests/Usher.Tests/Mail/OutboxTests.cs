using System.Text;
using Microsoft.EntityFrameworkCore;
using Usher.Mail;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Mail;

public sealed class OutboxTests
{
    [Theory, OnBothDatabases]
    public async Task A_mail_the_relay_takes_keeps_its_words_and_loses_its_secret(Engine engine)
    {
        await using var post = await Postroom.Open(engine);
        var id = await post.Queue("the link");
        Assert.DoesNotContain("the link", Encoding.UTF8.GetString((await post.Mail(id)).Secret!), StringComparison.Ordinal);
        await post.SendDue();
        var taken = await post.Relay.NextMail();
        var mail = await post.Mail(id);
        Assert.Equal((MailState.Accepted, "250 2.0.0 Ok: queued as NORTHFIELD1", 1), (mail.State, mail.RelayWords, mail.Tries));
        Assert.Null(mail.Secret);
        Assert.Equal(mail.MessageId, taken.Message.MessageId);
        Assert.Equal("the link", taken.Message.TextBody!.Trim());
        Assert.Equal(["rooms@northfield.example", Cast.Ben.Email], [taken.From, .. taken.To]);
        Assert.Equal([(MailState.Accepted, mail.RelayWords!)], post.Kind.Settlings);
    }

    [Fact]
    public async Task A_mail_refused_for_good_fails_with_the_relays_words()
    {
        await using var post = await Postroom.Open();
        await post.Relay.Refuse(550, "5.1.1 No such person here");
        var mail = await SendOne(post);
        Assert.Equal((MailState.Failed, "550 5.1.1 No such person here"), (mail.State, mail.RelayWords));
        Assert.Null(mail.Secret);
        Assert.Equal([(MailState.Failed, mail.RelayWords!)], post.Kind.Settlings);
    }

    [Fact]
    public async Task A_relay_cannot_write_into_our_log_or_fill_our_columns()
    {
        await using var post = await Postroom.Open();
        await post.Relay.Refuse(550, "No\u001b[2J\u0000 way " + new string('x', 900));
        var mail = await SendOne(post);
        Assert.DoesNotContain(mail.RelayWords!, char.IsControl);
        Assert.StartsWith("550 No", mail.RelayWords, StringComparison.Ordinal);
        Assert.True(mail.RelayWords!.Length <= ForeignWords.Length);
    }

    [Fact]
    public async Task A_mail_put_off_is_tried_again_later_and_later_and_given_up_after_a_day()
    {
        await using var post = await Postroom.Open();
        await post.Relay.Refuse(451, "4.7.1 Greylisted");
        var start = post.Time.GetUtcNow();
        var id = await post.Queue();
        var tries = new List<TimeSpan>();
        for (var mail = await post.Mail(id); mail.State == MailState.Queued; mail = await post.Mail(id))
        {
            post.Time.SetUtcNow(mail.NextTryAt);
            tries.Add(post.Time.GetUtcNow() - start);
            await post.SendDue();
        }
        Assert.Equal(["00:00:00", "00:00:30", "00:02:30", "00:10:30", "00:40:30", "02:40:30", "08:40:30", "14:40:30", "20:40:30"], tries.Select(at => at.ToString()));
        Assert.Equal([(MailState.Failed, "451 4.7.1 Greylisted")], post.Kind.Settlings);
    }

    [Fact]
    public async Task A_mail_put_off_goes_out_once_the_relay_takes_it()
    {
        await using var post = await Postroom.Open();
        await post.Relay.Refuse(451, "4.3.2 Try later");
        var id = await post.Queue();
        await post.SendDue();
        await post.SendDue();
        Assert.Equal((MailState.Queued, 1, "451 4.3.2 Try later"), ((await post.Mail(id)).State, (await post.Mail(id)).Tries, (await post.Mail(id)).RelayWords));
        await post.Relay.Accept();
        post.Time.Advance(TimeSpan.FromSeconds(30));
        await post.SendDue();
        Assert.Equal((MailState.Accepted, 2), ((await post.Mail(id)).State, (await post.Mail(id)).Tries));
    }

    [Fact]
    public async Task A_relay_that_hangs_up_after_the_mail_is_given_the_same_mail_again()
    {
        await using var post = await Postroom.Open();
        await post.Relay.Drop();
        var id = await post.Queue();
        await post.SendDue();
        var first = await post.Relay.NextMail();
        Assert.Equal(MailState.Queued, (await post.Mail(id)).State);
        await post.Relay.Accept();
        post.Time.Advance(TimeSpan.FromSeconds(30));
        await post.SendDue();
        Assert.Equal(first.Message.MessageId, (await post.Relay.NextMail()).Message.MessageId);
        Assert.Equal(MailState.Accepted, (await post.Mail(id)).State);
    }

    [Fact]
    public async Task A_relay_that_hangs_holds_a_mail_up_and_no_longer_than_two_minutes()
    {
        await using var post = await Postroom.Open();
        await post.Relay.Hang();
        var id = await post.Queue();
        var sending = post.SendDue();
        while (!sending.IsCompleted)
        {
            post.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(20);
        }
        await sending;
        var mail = await post.Mail(id);
        Assert.Equal((MailState.Queued, "The relay did not answer in time."), (mail.State, mail.RelayWords));
        Assert.True(mail.NextTryAt > post.Time.GetUtcNow());
    }

    [Fact]
    public async Task Nobody_behind_the_address_is_no_fault_of_the_mail()
    {
        var port = Usher.Live.FreePorts.Next();
        await using var post = await Postroom.Open(options: _ => new RelayOptions { Host = "127.0.0.1", Port = port, Tls = RelayTls.None });
        Assert.Equal(MailState.Queued, (await SendOne(post)).State);
    }

    [Fact]
    public async Task What_must_not_be_sent_any_more_is_not_and_says_why()
    {
        await using var post = await Postroom.Open();
        post.Kind.Withhold = "Not sent: the invitation was revoked first.";
        var mail = await SendOne(post);
        Assert.Equal((MailState.Failed, "Not sent: the invitation was revoked first."), (mail.State, mail.RelayWords));
        Assert.Null(mail.Secret);
    }

    [Theory, OnBothDatabases]
    public async Task Of_two_nodes_one_sends_a_mail(Engine engine)
    {
        const int mails = 40;
        await using var post = await Postroom.Open(engine);
        for (var i = 0; i < mails; i++) await post.Queue($"mail {i}");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => post.SendDue()));
        var texts = new List<string>();
        for (var i = 0; i < mails; i++) texts.Add((await post.Relay.NextMail()).Message.TextBody!.Trim());
        Assert.Equal(Enumerable.Range(0, mails).Select(i => $"mail {i}").Order(), texts.Order());
        await using var db = post.Store.Read();
        Assert.Equal(mails, await db.Set<OutboxMail>().CountAsync(mail => mail.State == MailState.Accepted && mail.Tries == 1));
        Assert.Equal(mails, post.Kind.Settlings.Count);
    }

    [Fact]
    public async Task A_mail_whose_sender_crashed_is_sent_when_its_lease_is_over()
    {
        await using var post = await Postroom.Open();
        var id = await post.Queue();
        await post.Store.Door.Write(db => db.Set<OutboxMail>().Where(mail => mail.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(mail => mail.Tries, 1).SetProperty(mail => mail.NextTryAt, post.Time.GetUtcNow() + RetryRules.Lease)));
        await post.SendDue();
        Assert.Equal(MailState.Queued, (await post.Mail(id)).State);
        post.Time.Advance(RetryRules.Lease);
        await post.SendDue();
        Assert.Equal(MailState.Accepted, (await post.Mail(id)).State);
    }

    [Fact]
    public async Task Several_mails_share_a_connection()
    {
        await using var post = await Postroom.Open();
        for (var i = 0; i < 3; i++) await post.Queue();
        await post.SendDue();
        var connections = new[] { (await post.Relay.NextMail()).Connection, (await post.Relay.NextMail()).Connection, (await post.Relay.NextMail()).Connection };
        Assert.Single(connections.Distinct());
    }

    internal static async Task<OutboxMail> SendOne(Postroom post)
    {
        var id = await post.Queue();
        await post.SendDue();
        return await post.Mail(id);
    }
}
