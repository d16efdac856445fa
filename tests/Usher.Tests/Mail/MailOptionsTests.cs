using Usher.Mail;

namespace Usher.Tests.Mail;

public sealed class MailOptionsTests
{
    [Fact]
    public void A_site_without_mail_is_fine() => Assert.Empty(new MailOptions().Faults());

    [Fact]
    public void A_relay_with_a_sender_is_fine() =>
        Assert.Empty(new MailOptions { From = "Northfield <rooms@northfield.example>", Smtp = new() { Host = "relay.northfield.example" } }.Faults());

    [Fact]
    public void Each_fault_is_told()
    {
        var options = new MailOptions { From = "nobody at all", Smtp = new() { Port = 70_000, User = "usher", Authority = "/nowhere.pem" } };
        Assert.Equal(
            [
                "Usher:Mail:From is \"nobody at all\": it must be an email address, with or without a name before it.",
                "Usher:Mail:Smtp:Host must name the relay.",
                "Usher:Mail:Smtp:Port must be between 1 and 65535.",
                "Usher:Mail:Smtp:Authority is \"/nowhere.pem\": there is no such file.",
                "Usher:Mail:Smtp:User and Usher:Mail:Smtp:Password are needed together.",
            ],
            options.Faults());
    }
}
