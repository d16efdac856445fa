using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Mail;

/// <summary>How mail is sent, as an admin has said: one row, or none. The relay's password lies under the site's data-protection keys.</summary>
public sealed class RelaySettings
{
    /// <summary>The key of the one row.</summary>
    public const int TheOne = 1;

    public required int Id { get; init; }

    /// <summary>Empty for no relay.</summary>
    public required string Host { get; set; }

    public int? Port { get; set; }
    public RelayTls Tls { get; set; }
    public string? User { get; set; }
    public byte[]? Password { get; set; }

    /// <summary>As <c>Name &lt;address&gt;</c>; null for the site's own.</summary>
    public string? Sender { get; set; }

    /// <summary>Counts changes, for <c>ETag</c> and so that nodes notice.</summary>
    public int Version { get; set; }
}

/// <summary>The key under which the relay's password lies in the database.</summary>
public sealed class RelayKeys(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("relay-password");

    public byte[] Protect(string password) => protector.Protect(System.Text.Encoding.UTF8.GetBytes(password));

    /// <summary>What the row comes to; without the password when the keys have changed since.</summary>
    public MailOptions Open(RelaySettings? stored) => stored is null ? new() : new()
    {
        From = stored.Sender,
        Smtp = stored.Host.Length == 0 ? null : new() { Host = stored.Host, Port = stored.Port, Tls = stored.Tls, User = stored.User, Password = Password(stored) },
    };

    private string? Password(RelaySettings stored)
    {
        try
        {
            return stored.Password is { } bytes ? System.Text.Encoding.UTF8.GetString(protector.Unprotect(bytes)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

internal sealed class RelaySettingsTable : IEntityTypeConfiguration<RelaySettings>
{
    public void Configure(EntityTypeBuilder<RelaySettings> builder)
    {
        builder.ToTable("RelaySettings");
        builder.Property(relay => relay.Id).ValueGeneratedNever();
        builder.Property(relay => relay.Host).HasMaxLength(253);
        builder.Property(relay => relay.User).HasMaxLength(320);
        builder.Property(relay => relay.Sender).HasMaxLength(500);
    }
}

/// <summary>Notices when an admin changes how mail is sent, on whatever node they did.</summary>
public sealed partial class WatchRelaySettings(IDbContextFactory<UsherDb> databases, RelayKeys keys, MailRoute route, Outbox outbox, TimeProvider time, ILogger<WatchRelaySettings> log)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);
    private int? seen;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request, and before the first mail.
        await Look(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task Look(CancellationToken cancel = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var version = await db.Set<RelaySettings>().Select(relay => (int?)relay.Version).SingleOrDefaultAsync(cancel);
        if (version == seen) return;
        route.Use(keys.Open(await db.Set<RelaySettings>().AsNoTracking().SingleOrDefaultAsync(cancel)));
        seen = version;
        outbox.Wake();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenLooks, time, stoppingToken);
                await Look(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
            {
                LogCannotLook(log, fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "How mail is sent cannot be looked up")]
    private static partial void LogCannotLook(ILogger log, Exception fault);
}
