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
        // Whoever is one subject of an issuer is no other, whichever client of it they come by.
        var clients = (await db.OpenIdProviders.Where(one => one.Issuer == provider.Issuer).Select(one => one.Id).ToListAsync()).ConvertAll(one => ProviderLogins.NameOf(one.Value));
        var (login, all) = (provider.LoginProvider, db.Set<IdentityUserLogin<AccountId>>());
        var known = await all.Where(one => one.LoginProvider == login && one.ProviderKey == who.Subject)
            .Join(db.Accounts, one => one.UserId, account => account.Id, (_, account) => account).FirstOrDefaultAsync();
        var byAddress = who.Address is { } address ? await db.Accounts.FirstOrDefaultAsync(account => account.NormalizedEmail == address.Key) : null;
        var others = byAddress is not null && await all.AnyAsync(one => one.UserId == byAddress.Id && clients.Contains(one.LoginProvider) && one.ProviderKey != who.Subject);
        var decided = OpenIdRules.Decide(new(
            who, provider.VerifiesAddresses, provider.DomainList, provider.NewAccounts is not null,
            known is null ? null : known.DisabledAt is not null, byAddress is null ? null : byAddress.DisabledAt is not null, others));
        if (decided.Problem is { } refusal)
        {
            db.Add(new AuditLine { At = now, By = known?.Id.ToString(), What = "sign-in.refused", On = id.ToString(), Detail = refusal.Code, From = from });
            return refusal;
        }
        // Held too, so that an account that is disabled meanwhile, and a login that is taken away, are so before or after.
        if (known is not null && await all.Where(one => one.LoginProvider == login && one.ProviderKey == who.Subject).ExecuteUpdateAsync(set => set.SetProperty(one => one.ProviderDisplayName, provider.Name)) == 0)
            return OpenIdProblems.BadAnswer;
        if ((known ?? byAddress) is { } held && await db.Accounts.Where(one => one.Id == held.Id && one.DisabledAt == null).ExecuteUpdateAsync(set => set.SetProperty(one => one.AccessFailedCount, one => one.AccessFailedCount)) == 0)
            return OpenIdProblems.AccountDisabled;
        var account = decided.Value switch
        {
            OpenIdWay.Known => Renew(known!, who),
            OpenIdWay.Linked => Link(db, byAddress!, who, provider, "account.linked", now, from),
            OpenIdWay.Made => Link(db, Made(db, who, provider.NewAccounts!.Value, now), who, provider, "account.created", now, from),
        };
        return db.Begin(account.Id, browser, from, now, provider: id);
    }

    private static Account Made(UsherDb db, ProviderIdentity who, SiteRole role, DateTimeOffset now)
    {
        // Nobody is nameless: who is not named there goes by their address here.
        var first = who.FirstName.Length > 0 || who.LastName.Length > 0 ? who.FirstName : who.Address!.Typed[..who.Address.Typed.LastIndexOf('@')];
        var account = CreateAccount.AccountOf(new(who.Address!.Typed, first, who.LastName, role, null), now);
        db.Add(account);
        return account;
    }

    private static Account Link(UsherDb db, Account account, ProviderIdentity who, OpenIdProvider provider, string what, DateTimeOffset now, string? from)
    {
        db.Add(new IdentityUserLogin<AccountId> { LoginProvider = provider.LoginProvider, ProviderKey = who.Subject, ProviderDisplayName = provider.Name, UserId = account.Id });
        db.Add(new AuditLine { At = now, What = what, On = account.Id.ToString(), Detail = provider.Id.ToString(), From = from });
        return account;
    }

    /// <summary>
    /// Whoever has a password here looks after their name themselves. The address stays what it was: who was invited, and who was removed,
    /// is known by it.
    /// </summary>
    private static Account Renew(Account account, ProviderIdentity who)
    {
        if (account.PasswordHash is null && (who.FirstName.Length > 0 || who.LastName.Length > 0)) (account.FirstName, account.LastName) = (who.FirstName, who.LastName);
        return account;
    }
}
