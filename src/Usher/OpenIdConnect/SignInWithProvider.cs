using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.OpenIdConnect;

/// <summary>What a good answer of a provider does: its person has an account, and is signed in to it. All of it or nothing.</summary>
public sealed class SignInWithProvider(WriteDoor door, TimeProvider time)
{
    public async Task<Outcome<SignIn>> SignIn(OpenIdProviderId id, ProviderIdentity who, string browser, string? from)
    {
        try
        {
            return await door.Write(db => Within(db, id, who, browser, from, time.Now()));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            // Their account was made meanwhile, by an admin or by a launch: now it is found.
            return await door.Write(db => Within(db, id, who, browser, from, time.Now()));
        }
    }

    private static async Task<Outcome<SignIn>> Within(UsherDb db, OpenIdProviderId id, ProviderIdentity who, string browser, string? from, DateTimeOffset now)
    {
        // Held until the end of the unit: two who come at once are told apart, and nobody comes in by what is being turned off.
        if (await db.OpenIdProviders.Where(one => one.Id == id && one.DisabledAt == null).ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now)) == 0)
            return OpenIdProblems.Off;
        var provider = await db.OpenIdProviders.AsNoTracking().FirstAsync(one => one.Id == id);
        var login = provider.LoginProvider;
        var logins = db.Set<IdentityUserLogin<AccountId>>().Where(one => one.LoginProvider == login);
        var known = await db.Accounts.FirstOrDefaultAsync(account => logins.Any(one => one.ProviderKey == who.Subject && one.UserId == account.Id));
        var byAddress = who.Address is { } address ? await db.Accounts.FirstOrDefaultAsync(account => account.NormalizedEmail == address.Key) : null;
        var others = byAddress is not null && await logins.AnyAsync(one => one.UserId == byAddress.Id && one.ProviderKey != who.Subject);
        var decided = OpenIdRules.Decide(new(
            who, provider.VerifiesAddresses, provider.DomainList, provider.NewAccounts is not null,
            known is null ? null : known.DisabledAt is not null, byAddress is null ? null : byAddress.DisabledAt is not null, others));
        if (decided.Problem is { } refusal)
        {
            db.Add(new AuditLine { At = now, By = known?.Id.ToString(), What = "sign-in.refused", On = id.ToString(), Detail = refusal.Code, From = from });
            return refusal;
        }
        var account = decided.Value switch
        {
            OpenIdWay.Known => Renew(db, known!, byAddress, who, provider, now, from),
            OpenIdWay.Linked => Link(db, byAddress!, who, provider, "account.linked", now, from),
            OpenIdWay.Made => Link(db, Made(db, who, provider.NewAccounts!.Value, now), who, provider, "account.created", now, from),
        };
        return db.Begin(account.Id, browser, from, now, provider: id);
    }

    private static Account Made(UsherDb db, ProviderIdentity who, SiteRole role, DateTimeOffset now)
    {
        var account = CreateAccount.AccountOf(new(who.Address!.Typed, who.FirstName, who.LastName, role, null), now);
        db.Add(account);
        return account;
    }

    private static Account Link(UsherDb db, Account account, ProviderIdentity who, OpenIdProvider provider, string what, DateTimeOffset now, string? from)
    {
        db.Add(new IdentityUserLogin<AccountId> { LoginProvider = provider.LoginProvider, ProviderKey = who.Subject, ProviderDisplayName = provider.Name, UserId = account.Id });
        db.Add(new AuditLine { At = now, What = what, On = account.Id.ToString(), Detail = provider.Id.ToString(), From = from });
        return account;
    }

    /// <summary>Whoever has a password here looks after their name and address themselves; everybody else is who the provider says now.</summary>
    private static Account Renew(UsherDb db, Account account, Account? byAddress, ProviderIdentity who, OpenIdProvider provider, DateTimeOffset now, string? from)
    {
        if (account.PasswordHash is not null) return account;
        (account.FirstName, account.LastName) = (who.FirstName, who.LastName);
        if (OpenIdRules.Proven(who, provider.VerifiesAddresses) is { } address && byAddress is null)
        {
            account.SetAddress(address);
            db.Add(new AuditLine { At = now, What = "account.address-changed", On = account.Id.ToString(), Detail = provider.Id.ToString(), From = from });
        }
        return account;
    }
}
