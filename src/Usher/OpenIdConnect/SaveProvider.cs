using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.OpenIdConnect;

/// <summary>Adds providers, changes what is known of them, turns them off, and removes them.</summary>
public sealed class SaveProvider(WriteDoor door, ProviderClients clients)
{
    public async Task<Outcome<OpenIdProvider>> Create(ProviderDetails details, Actor by, CancellationToken cancel)
    {
        if (details.Check(whole: true) is { } wrong) return wrong;
        // Found out now rather than by the first who wants to come in.
        if (await clients.WhatIsWrongWith(details.Issuer!.Trim(), cancel) is { } sentence) return Wrong("issuer", sentence);
        var provider = new OpenIdProvider
        {
            Id = OpenIdProviderId.New(by.At),
            Key = details.Key!,
            Name = "",
            Issuer = details.Issuer!.Trim(),
            ClientId = "",
            CreatedAt = by.At,
        };
        Apply(provider, details, by.At);
        try
        {
            return await door.Write<Outcome<OpenIdProvider>>(async db =>
            {
                if (await db.OpenIdProviders.AnyAsync(other => other.Key == provider.Key)) return OpenIdProblems.Exists;
                db.AddRange(provider, by.Did("open-id-provider.created", provider.Id, provider.Issuer));
                return provider;
            }, cancel);
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return OpenIdProblems.Exists;
        }
    }

    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    public async Task<Outcome<OpenIdProvider>> Edit(OpenIdProviderId id, ProviderDetails details, int? version, Actor by)
    {
        if (details.Check(whole: false) is { } wrong) return wrong;
        return await door.Write<Outcome<OpenIdProvider>>(async db =>
        {
            // Held from here on: of two who edit at once one is told, and no sign-in is made that would outlast the provider's being on.
            var held = await db.OpenIdProviders.Where(one => one.Id == id && (version == null || one.Version == version))
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version + 1));
            if (await db.OpenIdProviders.FirstOrDefaultAsync(one => one.Id == id) is not { } found) return OpenIdProblems.Unknown;
            if (held == 0) return CommonProblems.Stale;
            var name = found.Name;
            Apply(found, details, by.At);
            if (found.Name != name)
                await LoginsOf(db, found.LoginProvider).ExecuteUpdateAsync(set => set.SetProperty(one => one.ProviderDisplayName, found.Name));
            if (found.DisabledAt is not null) await EndSignIns(db, id, by.At);
            db.Add(by.Did("open-id-provider.changed", id, found.DisabledAt is null ? "" : "off"));
            return found;
        });
    }

    /// <summary>Whoever came in by it is signed out. Their accounts stay, and are found again by address if it is added anew.</summary>
    public async Task<Outcome<Done>> Remove(OpenIdProviderId id, Actor by)
    {
        var removed = await door.Write(db => Remove(db, id, by));
        clients.Forget(id);
        return removed;
    }

    private static async Task<Outcome<Done>> Remove(UsherDb db, OpenIdProviderId id, Actor by)
    {
        if (await db.OpenIdProviders.Where(one => one.Id == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.DisabledAt, by.At)) == 0) return OpenIdProblems.Unknown;
        await EndSignIns(db, id, by.At);
        await db.SignIns.Where(one => one.ProviderId == id).ExecuteUpdateAsync(set => set.SetProperty(one => one.ProviderId, (OpenIdProviderId?)null));
        await LoginsOf(db, ProviderLogins.NameOf(id.Value)).ExecuteDeleteAsync();
        await db.OpenIdProviders.Where(one => one.Id == id).ExecuteDeleteAsync();
        db.Add(by.Did("open-id-provider.removed", id));
        return new Done();
    }

    private static Task<int> EndSignIns(UsherDb db, OpenIdProviderId id, DateTimeOffset now) =>
        db.SignIns.Where(one => one.ProviderId == id && one.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, now));

    private static IQueryable<IdentityUserLogin<AccountId>> LoginsOf(UsherDb db, string login) => db.Set<IdentityUserLogin<AccountId>>().Where(one => one.LoginProvider == login);

    private void Apply(OpenIdProvider one, ProviderDetails details, DateTimeOffset now)
    {
        one.Name = details.Name?.Trim() ?? one.Name;
        one.ClientId = details.ClientId?.Trim() ?? one.ClientId;
        if (details.ClientSecret is { } secret) one.SealedSecret = clients.Seal(secret);
        one.VerifiesAddresses = details.VerifiesAddresses ?? one.VerifiesAddresses;
        if (details.Domains is { } domains) one.Domains = string.Join(' ', domains.Select(domain => domain.Trim()));
        if (details.NewAccounts is { } made) one.NewAccounts = made switch { NewAccounts.Member => SiteRole.Member, NewAccounts.Creator => SiteRole.Creator, _ => null };
        if (details.Disabled is { } disabled) one.DisabledAt = disabled ? one.DisabledAt ?? now : null;
    }

    private static Problem Wrong(string field, string sentence)
    {
        var errors = new FieldErrors();
        errors.Add(field, sentence);
        return errors.Problem!;
    }
}
