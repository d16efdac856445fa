using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MimeKit;
using Usher.Mail;
using Usher.Tests.Architecture;

namespace Usher.Tests.Mail;

/// <summary>A mail as the server was given it.</summary>
/// <param name="Connection">Differs from one connection to the next.</param>
public sealed record TakenMail(string From, string[] To, bool Secure, string? User, string Connection, byte[] Raw)
{
    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Raw));

    /// <summary>As it went over the wire.</summary>
    public string Source => System.Text.Encoding.UTF8.GetString(Raw);
}

/// <summary>A real SMTP server (npm's smtp-server, in tests/smtp) in a process of its own, on a free port of this machine.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    public const string User = "usher";
    public const string Password = "relay-password";

    private readonly Process process;
    private readonly RelayTls tls;
    private readonly bool signIn;

    private SmtpServer(Process process, int port, RelayTls tls, bool signIn, string authority) =>
        (this.process, Port, this.tls, this.signIn, Authority) = (process, port, tls, signIn, authority);

    public int Port { get; }

    /// <summary>The file of the certificate that it shows; it vouches for itself.</summary>
    public string Authority { get; }

    /// <summary>How to reach it.</summary>
    public RelayOptions Options => new()
    {
        Host = "localhost",
        Port = Port,
        Tls = tls,
        User = signIn ? User : null,
        Password = signIn ? Password : null,
        Authority = tls is RelayTls.None ? null : Authority,
    };

    public static async Task<SmtpServer> Start(RelayTls tls = RelayTls.None, bool signIn = false, bool eightBit = true)
    {
        var (key, certificate) = Certificate();
        var authority = Path.GetTempFileName();
        await File.WriteAllTextAsync(authority, certificate);
        var options = JsonSerializer.Serialize(new
        {
            tls = tls switch { RelayTls.Implicit => "implicit", RelayTls.None => "none", _ => "starttls" },
            key,
            cert = certificate,
            user = signIn ? User : null,
            password = signIn ? Password : null,
            eightBit,
        });
        var node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Source.PathOf("tests/smtp/server.mjs"), options },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var first = await ReadLine(node);
        return new SmtpServer(node, first.GetProperty("port").GetInt32(), tls, signIn, authority);
    }

    /// <summary>The next mail that it is given.</summary>
    public async Task<TakenMail> NextMail()
    {
        var line = await ReadLine(process);
        return new TakenMail(
            line.GetProperty("from").GetString()!, line.GetProperty("to").Deserialize<string[]>()!, line.GetProperty("secure").GetBoolean(),
            line.GetProperty("user").GetString(), line.GetProperty("connection").GetString()!, line.GetProperty("raw").GetBytesFromBase64());
    }

    public Task Accept() => Do(new { @do = "accept" });

    /// <summary>Answers every recipient so.</summary>
    public Task Refuse(int code, string words) => Do(new { @do = "refuse", code, words });

    /// <summary>Takes every mail and says nothing.</summary>
    public Task Hang() => Do(new { @do = "hang" });

    /// <summary>Takes every mail and hangs up without a word.</summary>
    public Task Drop() => Do(new { @do = "drop" });

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        File.Delete(Authority);
    }

    private async Task Do(object script)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(script));
        await process.StandardInput.FlushAsync();
        await ReadLine(process);
    }

    private static async Task<JsonElement> ReadLine(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return JsonDocument.Parse(line ?? throw new InvalidOperationException("The SMTP server has gone.")).RootElement;
    }

    private static (string Key, string Certificate) Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return (key.ExportPkcs8PrivateKeyPem(), certificate.ExportCertificatePem());
    }
}
