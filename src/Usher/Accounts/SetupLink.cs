using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>A secret with which somebody makes the first account of a site that has none; only its hash is kept.</summary>
public sealed class SetupLink
{
    public required byte[] TokenHash { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

internal sealed class SetupLinkTable : IEntityTypeConfiguration<SetupLink>
{
    public void Configure(EntityTypeBuilder<SetupLink> builder) => builder.ToTable("SetupLinks").HasKey(link => link.TokenHash);
}

/// <summary>
/// The way in to a site that nobody has an account on: whoever can read what the process prints makes its first admin, once, within
/// a day. An account made by other means closes it.
/// </summary>
public sealed class SetUp(WriteDoor door, IPasswordHasher<Account> passwords, PublicAddress address, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>A new link, or null on a site that has an account. Those printed before go on until they expire: another node may have printed one.</summary>
    public async Task<string?> Offer(CancellationToken cancel)
    {
        var (token, now) = (Secret.New(), time.Now());
        var offered = await door.Write(async db =>
        {
            if (await db.Accounts.AnyAsync(cancel)) return false;
            await db.Set<SetupLink>().Where(link => link.ExpiresAt <= now).ExecuteDeleteAsync(cancel);
            db.Add(new SetupLink { TokenHash = Secret.Hash(token), ExpiresAt = now + Lifetime });
            return true;
        }, cancel);
        return offered ? address.UrlOf($"/setup/{token}") : null;
    }

    /// <summary>Whether this token could make the first admin now.</summary>
    public static async Task<bool> Opens(UsherDb db, string token, DateTimeOffset now)
    {
        var hash = Secret.Hash(token);
        return Secret.IsOne(token) && await db.Set<SetupLink>().AnyAsync(link => link.TokenHash == hash && link.UsedAt == null && link.ExpiresAt > now)
            && !await db.Accounts.AnyAsync();
    }

    /// <summary>Makes the admin and signs them in.</summary>
    public async Task<Outcome<SignIn>> Use(string token, NewAccount wanted, string browser, string? from)
    {
        var now = time.Now();
        if (AccountRules.ErrorsOf(wanted) is { } problem) return problem;
        var admin = CreateAccount.AccountOf(wanted, now);
        admin.PasswordHash = passwords.HashPassword(admin, wanted.Password!);
        var hash = Secret.Hash(token);
        return await door.Write<Outcome<SignIn>>(async db =>
        {
            // All that are open, so that of two links used at once the second waits for the first, and finds an account.
            var opened = await db.Set<SetupLink>().Where(link => link.UsedAt == null && link.ExpiresAt > now).ExecuteUpdateAsync(set => set.SetProperty(link => link.ExpiresAt, link => link.ExpiresAt));
            var used = opened == 0 ? 0 : await db.Set<SetupLink>().Where(link => link.TokenHash == hash && link.UsedAt == null && link.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now));
            if (used == 0 || await db.Accounts.AnyAsync()) return CommonProblems.NotFound;
            db.Add(admin);
            db.Add(new AuditLine { At = now, By = admin.Id.ToString(), What = "account.created", On = admin.Id.ToString(), Detail = "By the setup link, on an empty site.", From = from });
            return db.Begin(admin.Id, browser, from, now);
        });
    }
}
