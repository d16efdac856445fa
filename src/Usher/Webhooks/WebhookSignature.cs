using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Usher.Webhooks;

/// <summary>
/// Signs what is sent, by the scheme of Standard Webhooks 1.0: <c>v1,</c> and the base64 of an HMAC-SHA-256 over id, time and body.
/// </summary>
public sealed class WebhookSignature(IDataProtectionProvider protection)
{
    public const string IdHeader = "webhook-id";
    public const string TimeHeader = "webhook-timestamp";
    public const string Header = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    private readonly IDataProtector protector = protection.CreateProtector("webhooks");

    /// <summary>A new key: as the receiver is shown it once, and as it is stored.</summary>
    public (string Shown, byte[] Stored) NewSecret()
    {
        var key = RandomNumberGenerator.GetBytes(SecretBytes);
        return (SecretPrefix + Convert.ToBase64String(key), protector.Protect(key));
    }

    /// <summary>The headers of one try. After a change of keys there are two signatures, and one that fits is enough for the receiver.</summary>
    public IEnumerable<(string Name, string Value)> Headers(Webhook webhook, WebhookDeliveryId id, string body, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{id}.{seconds}.{body}");
        var keys = webhook.FormerUntil > now && webhook.FormerSecret is { } former ? new[] { webhook.Secret, former } : [webhook.Secret];
        yield return (IdHeader, id.ToString());
        yield return (TimeHeader, seconds);
        yield return (Header, string.Join(' ', keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(protector.Unprotect(key), signed)))));
    }
}
