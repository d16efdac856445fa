using Microsoft.EntityFrameworkCore;
using MimeKit;
using Usher.Accounts;
using Usher.Data;
using Usher.Mail;

namespace Usher.MailAdmin;

/// <summary>How mail is to be sent.</summary>
/// <param name="Host">The relay's name or address; empty for none.</param>
/// <param name="Port">Left out: 465 for implicit TLS, and 587 otherwise.</param>
/// <param name="Tls">How the conversation is kept from others.</param>
/// <param name="User">For relays that ask; left out: they are not told.</param>
/// <param name="Password">Never shown again. Left out: the one that is there stays, as long as it goes to the same relay in the same way.</param>
/// <param name="From">The sender, as <c>Name &lt;address&gt;</c>; left out: an address of this site.</param>
public sealed record RelayRequest(string? Host = null, int? Port = null, RelayTls Tls = RelayTls.StartTls, string? User = null, string? Password = null, string? From = null)
{
    // A record would print its password.
    public override string ToString() => Host ?? "";
}

/// <summary>How mail is sent, as it is in force.</summary>
/// <param name="HasPassword">Whether there is one. It is shown to nobody.</param>
/// <param name="Fixed">The names of what the site's configuration fixes.</param>
/// <param name="CanSend">Whether mail leaves the site at all.</param>
/// <param name="Version">For <c>If-Match</c>.</param>
public sealed record RelayView(string Host, int? Port, RelayTls Tls, string? User, bool HasPassword, string From, IReadOnlyList<string> Fixed, bool CanSend, int Version);

/// <summary>An admin says how mail is sent, from now on and on every node.</summary>
public sealed class SaveRelay(IDbContextFactory<UsherDb> databases, WriteDoor door, RelayKeys keys, MailRoute route, WatchRelaySettings watch)
{
    private const int LongestPassword = 500;

    public async Task<RelayView> Show()
    {
        await using var db = await databases.CreateDbContextAsync();
        var version = await db.Set<RelaySettings>().Select(one => (int?)one.Version).SingleOrDefaultAsync() ?? 0;
        var relay = route.Relay;
        return new(
            relay?.Host ?? "", relay?.Port, relay?.Tls ?? RelayTls.StartTls, relay?.User, relay?.Password is not null, route.From.ToString(),
            [.. route.FixesRelay ? ["host", "port", "tls", "user", "password"] : Array.Empty<string>(), .. route.FixesSender ? ["from"] : Array.Empty<string>()],
            route.CanSend, version);
    }

    /// <param name="request">All of it.</param>
    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    /// <param name="by">The admin.</param>
    public async Task<Outcome<Done>> Save(RelayRequest request, int? version, Actor by)
    {
        if (route is { FixesRelay: true, FixesSender: true }) return MailProblems.Fixed;
        var stored = await Stored();
        var wanted = Wanted(request);
        if (Check(wanted, stored) is { } problem) return problem;
        var from = version ?? stored?.Version ?? 0;
        var password = wanted.User is null ? null : wanted.Password is { } typed ? keys.Protect(typed) : stored?.Password;
        var saved = await door.Write<Outcome<Done>>(async db =>
        {
            if (!await Put(db, wanted, password, from)) return CommonProblems.Stale;
            // Whatever waited for the relay that was wrong is tried with the right one.
            await db.RetryWaiting(by.At);
            db.Add(by.Did("mail.relay-changed", "mail", wanted.Host.Length == 0 ? "none" : $"{wanted.Host}:{wanted.Port} {wanted.Tls} {wanted.User}".Tamed()));
            return new Done();
        });
        if (saved.Problem is null) await watch.Look();
        return saved;
    }

    private async Task<RelaySettings?> Stored()
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.Set<RelaySettings>().AsNoTracking().SingleOrDefaultAsync();
    }

    private static async Task<bool> Put(UsherDb db, Relay wanted, byte[]? password, int from)
    {
        if (from == 0)
        {
            if (await db.Set<RelaySettings>().AnyAsync()) return false;
            db.Add(new RelaySettings { Id = RelaySettings.TheOne, Host = wanted.Host, Port = wanted.Port, Tls = wanted.Tls, User = wanted.User, Password = password, Sender = wanted.From, Version = 1 });
            return true;
        }
        return await db.Set<RelaySettings>().Where(one => one.Version == from).ExecuteUpdateAsync(set => set
            .SetProperty(one => one.Host, wanted.Host).SetProperty(one => one.Port, wanted.Port).SetProperty(one => one.Tls, wanted.Tls)
            .SetProperty(one => one.User, wanted.User).SetProperty(one => one.Password, password).SetProperty(one => one.Sender, wanted.From)
            .SetProperty(one => one.Version, from + 1)) == 1;
    }

    private Relay Wanted(RelayRequest request) => new(
        route.FixesRelay ? "" : (request.Host ?? "").Trim(), request.Port, request.Tls,
        string.IsNullOrWhiteSpace(request.User) ? null : request.User.Trim(), string.IsNullOrEmpty(request.Password) ? null : request.Password,
        route.FixesSender || string.IsNullOrWhiteSpace(request.From) ? null : request.From.Trim());

    private static Problem? Check(Relay wanted, RelaySettings? stored)
    {
        var errors = new FieldErrors();
        errors.Require(wanted.Host.Length == 0 || (wanted.Host.Length <= 253 && Uri.CheckHostName(wanted.Host) is not UriHostNameType.Unknown), "host", "Type the name of a mail server, such as smtp.example.org.");
        errors.Require(wanted.Port is null or (>= 1 and <= 65535), "port", "From 1 to 65535.");
        errors.Require(Enum.IsDefined(wanted.Tls), "tls", "Choose one of these.");
        errors.Require((wanted.User?.Length ?? 0) <= 320 && wanted.User?.Any(char.IsControl) != true, "user", "At most 320 characters.");
        errors.Require((wanted.Password?.Length ?? 0) <= LongestPassword, "password", $"At most {LongestPassword} characters.");
        errors.Require(wanted.From is null || (wanted.From.Length <= 500 && MailboxAddress.TryParse(wanted.From, out _)), "from", "Type an email address, with or without a name before it.");
        if (wanted is { User: not null, Password: null })
        {
            // The password that is there was given for one server: no other is sent it, nor the same one in clear.
            var same = stored is { Password: not null } && stored.Host == wanted.Host && stored.Port == wanted.Port && stored.Tls == wanted.Tls && stored.User == wanted.User;
            errors.Require(same, "password", "Type the password again: it goes to no other server, and in no other way, than it was given for.");
        }
        errors.Require(wanted is not { User: null, Password: not null }, "user", "A password needs a user.");
        return errors.Problem;
    }

    private sealed record Relay(string Host, int? Port, RelayTls Tls, string? User, string? Password, string? From);
}
