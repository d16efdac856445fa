using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>On a site without accounts, makes the admin whom the configuration names, and a personal token for automation.</summary>
public sealed class FirstAdmin(WriteDoor door, IPasswordHasher<Account> passwords, IOptions<UsherOptions> options, TimeProvider time)
{
    public async Task Ensure(CancellationToken cancel)
    {
        var bootstrap = options.Value.Bootstrap;
        if (bootstrap.Email is null) return;
        var now = time.Now();
        var admin = CreateAccount.AccountOf(new(bootstrap.Email, "Site", "Admin", SiteRole.Admin, bootstrap.Password), now);
        if (bootstrap.Password is { } password) admin.PasswordHash = passwords.HashPassword(admin, password);
        await door.Write(async db =>
        {
            // Asked inside the unit, so that two nodes starting at once do not both find an empty site.
            if (await db.Accounts.AnyAsync()) return;
            db.Accounts.Add(admin);
            if (bootstrap.Token is { } token) db.PersonalTokens.Add(TokenOf(admin, token, now));
            db.Add(new AuditLine { At = now, What = "account.created", On = admin.Id.ToString(), Detail = "From the configuration, on an empty site." });
        }, cancel);
    }

    private static PersonalToken TokenOf(Account admin, string secret, DateTimeOffset now) => new()
    {
        Id = PersonalTokenId.New(now),
        AccountId = admin.Id,
        Name = "Bootstrap",
        Hash = TokenSecret.Hash(secret),
        Scopes = string.Join(' ', Scopes.All),
        CreatedAt = now,
    };
}
