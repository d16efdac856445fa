using Usher.Mail;

namespace Usher.Tests.Mail;

public sealed class RelayTlsTests
{
    [Theory]
    [InlineData(RelayTls.None, false)]
    [InlineData(RelayTls.StartTls, true)]
    [InlineData(RelayTls.StartTlsWhenAvailable, true)]
    [InlineData(RelayTls.Implicit, true)]
    public async Task Mail_goes_out_as_the_mode_says_signed_in(RelayTls tls, bool secure)
    {
        await using var post = await Postroom.Open(relay: await SmtpServer.Start(tls, signIn: true));
        Assert.Equal(MailState.Accepted, (await OutboxTests.SendOne(post)).State);
        var taken = await post.Relay.NextMail();
        Assert.Equal((secure, SmtpServer.User), (taken.Secure, taken.User));
    }

    [Fact]
    public async Task Without_the_relays_tls_no_mail_goes_out_where_it_is_required()
    {
        await using var post = await Postroom.Open(options: relay => new() { Host = relay.Host, Port = relay.Port, Tls = RelayTls.StartTls });
        Assert.Equal(MailState.Queued, (await OutboxTests.SendOne(post)).State);
    }

    [Fact]
    public async Task Without_the_relays_tls_mail_goes_out_in_clear_where_that_is_allowed()
    {
        await using var post = await Postroom.Open(options: relay => new() { Host = relay.Host, Port = relay.Port, Tls = RelayTls.StartTlsWhenAvailable });
        Assert.Equal(MailState.Accepted, (await OutboxTests.SendOne(post)).State);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        await using var post = await Postroom.Open(
            relay: await SmtpServer.Start(RelayTls.StartTls),
            options: relay => new() { Host = relay.Host, Port = relay.Port, Tls = RelayTls.StartTls });
        var mail = await OutboxTests.SendOne(post);
        Assert.Equal(MailState.Queued, mail.State);
        Assert.StartsWith("No TLS connection could be made with the relay:", mail.RelayWords, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_no_fault_of_the_mail()
    {
        await using var post = await Postroom.Open(
            relay: await SmtpServer.Start(RelayTls.None, signIn: true),
            options: relay => new() { Host = relay.Host, Port = relay.Port, Tls = RelayTls.None, User = SmtpServer.User, Password = "wrong" });
        var mail = await OutboxTests.SendOne(post);
        Assert.Equal(MailState.Queued, mail.State);
        Assert.Contains("credentials invalid", mail.RelayWords, StringComparison.Ordinal);
    }
}
