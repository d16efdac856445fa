using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Usher.Data;
using Usher.EmailTemplates;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Mail;
using Usher.Notices;
using Usher.Settings;
using Usher.Tests.Fixtures;
using Usher.Web;

namespace Usher.Tests.Mail;

/// <summary>An outbox on a new database and the SMTP server behind it, with a kind of mail that says what it is given.</summary>
public sealed class Postroom : IAsyncDisposable
{
    public static readonly PublicAddress Address = new("https://rooms.northfield.example");
    private static readonly IDataProtectionProvider Keys = new EphemeralDataProtectionProvider();

    private readonly MailKind[] kinds;

    private Postroom(Store store, SmtpServer relay, RelayOptions options, FakeTimeProvider time)
    {
        (Store, Relay, Options, Time) = (store, relay, options, time);
        Route = MailRoute.Of(new MailOptions { From = "Northfield <rooms@northfield.example>", Smtp = options }, demo: false, Address);
        Outbox = new Outbox(Keys, Route, Address);
        var settings = new SiteSettings(store.Reading, store.Door, new ConfigurationBuilder().Build(), time);
        var languages = LanguagesOf(settings);
        var template = new ChosenTemplate([new InvitationTemplate(settings, Route, Address, Words, time)], Words, languages, NullLogger<ChosenTemplate>.Instance);
        kinds =
        [
            Kind, new InvitationMail(settings, Route, template, Address, Words, languages, new RegisterChanges(), time),
            new ReminderMail(settings, Route, Address, Words, languages, time), new ChangeMail(settings, Route, Address, Words, languages, time),
            new EntryCodeMail(settings, Route, Words, languages, time), new GuestCodeMail(settings, Route, Words, languages, time),
        ];
    }

    /// <summary>Those that the site comes with.</summary>
    private static SiteLanguages LanguagesOf(SiteSettings settings) =>
        new(new Languages(Microsoft.Extensions.Options.Options.Create(new UsherOptions { DataDirectory = Path.GetTempPath() })), async () => await settings.Site() is { } site ? (site.Language, site.Languages) : default);

    public static IStringLocalizer<Words> Words { get; } = new StringLocalizer<Words>(new ResourceManagerStringLocalizerFactory(
        Microsoft.Extensions.Options.Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));

    public Store Store { get; }
    public SmtpServer Relay { get; }
    public RelayOptions Options { get; }
    public MailRoute Route { get; }
    public Outbox Outbox { get; }
    public PlainMail Kind { get; } = new();
    public FakeTimeProvider Time { get; }

    public static async Task<Postroom> Open(Engine engine = Engine.Sqlite, SmtpServer? relay = null, Func<RelayOptions, RelayOptions>? options = null)
    {
        var server = relay ?? await SmtpServer.Start();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 26, 14, 0, 0, TimeSpan.Zero));
        return new Postroom(await Store.Open(engine), server, options?.Invoke(server.Options) ?? server.Options, time);
    }

    /// <summary>The postroom of a database that is there already, and that it disposes of in the end.</summary>
    public static async Task<Postroom> Of(Store store, FakeTimeProvider time, SmtpServer? relay = null)
    {
        var server = relay ?? await SmtpServer.Start();
        return new Postroom(store, server, server.Options, time);
    }

    public Task<OutboxMailId> Queue(string secret = "open sesame") =>
        Store.Door.Write(db => Task.FromResult(Outbox.Queue(db, PlainMail.KindName, Cast.Ben.Email, Encoding.UTF8.GetBytes(secret), Time.Now())));

    /// <summary>As one node does: sends what is due, one after another.</summary>
    public async Task SendDue()
    {
        await using var delivery = Delivery();
        while (await Node().Next(delivery)) { }
    }

    public MailDelivery Delivery() => new SmtpRelay(Options, Address);

    public SendMail Node() => new(Store.Reading, Store.Door, Outbox, Route, kinds, Time, NullLogger<SendMail>.Instance);

    public async Task<OutboxMail> Mail(OutboxMailId id)
    {
        await using var db = Store.Read();
        return await db.Set<OutboxMail>().SingleAsync(mail => mail.Id == id);
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        await Store.DisposeAsync();
    }
}

/// <summary>A mail to the address that is its subject, with its secret in it.</summary>
public sealed class PlainMail : MailKind
{
    public const string KindName = "plain";

    /// <summary>What it was told of mails that settled.</summary>
    public List<(MailState State, string Words)> Settlings { get; } = [];

    /// <summary>Set: the mail is not to be sent any more.</summary>
    public string? Withhold { get; set; }

    public override string Name => KindName;

    public override Task<WrittenMail> Write(UsherDb db, string subject, byte[] secret, CancellationToken cancel)
    {
        if (Withhold is { } why) return Task.FromResult<WrittenMail>(new WrittenMail.Withheld(why));
        var message = new MimeMessage { Subject = "Hello", Body = new TextPart("plain") { Text = Encoding.UTF8.GetString(secret) } };
        message.To.Add(new MailboxAddress("", subject));
        return Task.FromResult<WrittenMail>(new WrittenMail.Ready(message));
    }

    public override Task Settled(UsherDb db, string subject, MailState state, string words, DateTimeOffset now)
    {
        lock (Settlings) Settlings.Add((state, words));
        return Task.CompletedTask;
    }
}
