using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>A way to sign in that another site offers, as the sign-in page lists it.</summary>
/// <param name="Path">Where a form is sent that goes there.</param>
/// <param name="Name">What people know it by.</param>
public sealed record WayIn(string Path, string Name);

/// <summary>The ways to sign in that other sites offer, in the order of their names. Who knows such sites says it to the sign-in page.</summary>
public delegate Task<IReadOnlyList<WayIn>> WaysIn(CancellationToken cancel);

/// <summary>A provider by which somebody has come into their account.</summary>
public sealed record ProviderLogin(string Id, string Name);

/// <summary>What ties accounts to the OpenID Providers by which their people sign in.</summary>
internal static class ProviderLogins
{
    private const string Prefix = "openid ";

    /// <summary>What a provider's logins are kept under: with a blank, so that it is no learning platform's issuer.</summary>
    public static string NameOf(Guid provider) => Prefix + provider.ToString("N");

    public static async Task<IReadOnlyList<ProviderLogin>> LoginsOf(this UsherDb db, AccountId account) =>
    [
        .. (await db.Set<IdentityUserLogin<AccountId>>().AsNoTracking().Where(one => one.UserId == account && one.LoginProvider.StartsWith(Prefix)).OrderBy(one => one.ProviderDisplayName).ToListAsync())
            .Select(one => new ProviderLogin(one.LoginProvider[Prefix.Length..], one.ProviderDisplayName ?? "")),
    ];

    /// <summary>Nobody comes into this account by that provider any more, until its address leads them there anew; and whoever did so elsewhere is out.</summary>
    public static async Task<Outcome<Done>> RemoveLogin(this UsherDb db, Guid provider, Actor actor)
    {
        var login = NameOf(provider);
        if (await db.Set<IdentityUserLogin<AccountId>>().Where(one => one.UserId == actor.Id && one.LoginProvider == login).ExecuteDeleteAsync() == 0) return CommonProblems.NotFound;
        var here = actor.Account.SignIn;
        await db.SignIns.Where(one => one.AccountId == actor.Id && one.ProviderId == new OpenIdProviderId(provider) && one.Id != here && one.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.EndedAt, actor.At));
        db.Add(actor.Did("account.unlinked", actor.Id, new OpenIdProviderId(provider).ToString()));
        return new Done();
    }
}
