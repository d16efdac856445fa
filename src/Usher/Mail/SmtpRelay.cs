using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Usher.Web;

namespace Usher.Mail;

/// <summary>Hands mails to an SMTP server, over one connection for as long as that lasts.</summary>
/// <param name="relay">Which.</param>
/// <param name="site">Who we say that we are.</param>
/// <param name="conversation">Where to write down what is said; null for nowhere.</param>
public sealed class SmtpRelay(RelayOptions relay, PublicAddress site, RelayConversation? conversation = null) : MailDelivery
{
    private SmtpClient? open;

    public override async Task<RelayAnswer> Deliver(OutboxMailId id, MimeMessage message, CancellationToken cancel)
    {
        try
        {
            // Whatever keeps us from the relay (a wrong password, a certificate, 554 for a greeting) is no fault of the mail's.
            open ??= await Connect(cancel);
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            return new RelayAnswer.NotNow(Words(fault));
        }
        try
        {
            var answer = await open.SendAsync(FormatFor(message), message, cancel);
            // RFC 5321 §4.3.2: 250 is the one code by which a relay takes a mail; the client gives us the text behind it.
            return new RelayAnswer.Taken($"250 {answer}".Tamed());
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            await DisposeAsync();
            return fault is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 }
                ? new RelayAnswer.Refused(Words(fault))
                : new RelayAnswer.NotNow(Words(fault));
        }
    }

    /// <summary>Connects and signs in, without a mail.</summary>
    public async Task<RelayAnswer> Greet(CancellationToken cancel)
    {
        try
        {
            open ??= await Connect(cancel);
            await open.NoOpAsync(cancel);
            return new RelayAnswer.Taken("The mail server answers, and takes mail from this site.");
        }
        catch (Exception fault) when (IsExpected(fault))
        {
            return new RelayAnswer.NotNow(Words(fault));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (open is not { } client) return;
        open = null;
        using (client)
        using (var farewell = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            try
            {
                await client.DisconnectAsync(quit: client.IsConnected, farewell.Token);
            }
            catch (Exception fault) when (IsExpected(fault))
            {
                // It hung up first.
            }
        }
    }

    private async Task<SmtpClient> Connect(CancellationToken cancel)
    {
        var client = conversation is null ? new SmtpClient { LocalDomain = site.Domain } : new SmtpClient(conversation) { LocalDomain = site.Domain };
        if (relay.Authority is { } authority) Trust(client, authority);
        try
        {
            var port = relay.Port ?? (relay.Tls is RelayTls.Implicit ? 465 : 587);
            await client.ConnectAsync(relay.Host, port, SocketOptions(relay.Tls), cancel);
            if (relay is { User: { } user, Password: { } password }) await client.AuthenticateAsync(user, password, cancel);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private static void Trust(SmtpClient client, string authority)
    {
        // An authority of one's own publishes no list of what it revoked.
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(authority);
            using var shown = new X509Certificate2(certificate);
            return chain.Build(shown);
        };
    }

    private static SecureSocketOptions SocketOptions(RelayTls tls) => tls switch
    {
        RelayTls.None => SecureSocketOptions.None,
        RelayTls.StartTls => SecureSocketOptions.StartTls,
        RelayTls.StartTlsWhenAvailable => SecureSocketOptions.StartTlsWhenAvailable,
        RelayTls.Implicit => SecureSocketOptions.SslOnConnect,
    };

    // RFC 6531: addresses beyond ASCII are written as they are where the relay can take them.
    private FormatOptions FormatFor(MimeMessage message)
    {
        var format = FormatOptions.Default.Clone();
        format.International = open!.Capabilities.HasFlag(SmtpCapabilities.UTF8) && message.To.Mailboxes.Any(to => to.IsInternational);
        return format;
    }

    private static bool IsExpected(Exception fault) => fault
        is ProtocolException or CommandException or ServiceNotConnectedException or ServiceNotAuthenticatedException
        or AuthenticationException or SslHandshakeException or NotSupportedException or OperationCanceledException or TimeoutException
        or IOException or System.Net.Sockets.SocketException;

    private static string Words(Exception fault) => (fault switch
    {
        SmtpCommandException refusal => $"{(int)refusal.StatusCode} {refusal.Message}",
        OperationCanceledException or TimeoutException => "The relay did not answer in time.",
        SslHandshakeException => "No TLS connection could be made with the relay: " + FirstLine(fault.Message),
        _ => FirstLine(fault.Message),
    }).Tamed();

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
