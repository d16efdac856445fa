using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.Demo;

/// <summary>Those of the cast who can sign in.</summary>
internal sealed class DemoAccounts(CreateAccount create, IDbContextFactory<UsherDb> databases, TimeProvider time)
{
    public static readonly IReadOnlyList<(Person Person, SiteRole Role, string What)> All =
    [
        (Cast.Ada, SiteRole.Creator, "host of the rooms"),
        (Cast.Elif, SiteRole.Creator, "co-editor"),
        (Cast.Dana, SiteRole.Member, "member"),
        (Cast.Mina, SiteRole.Admin, "site admin"),
    ];

    public async Task Ensure()
    {
        foreach (var (person, role, _) in All)
        {
            if (await Find(person) is not null) continue;
            var made = await create.Create(new NewAccount(person.Email, person.FirstName, person.LastName, role, Person.Password), by: null);
            if (made.Problem is { } problem) throw new InvalidOperationException(problem.Code);
        }
    }

    /// <summary>This person, about to do something now.</summary>
    public async Task<Actor> Acting(Person person)
    {
        var account = (await Find(person))!;
        return new(new SignedIn(account.Id, account.FirstName, account.LastName, account.Email!, account.SiteRole, Scopes: null), time.Now(), From: null);
    }

    private async Task<Account?> Find(Person person)
    {
        await using var db = await databases.CreateDbContextAsync();
        var key = EmailAddress.Parse(person.Email)!.Key;
        return await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.NormalizedEmail == key);
    }
}
