using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Usher.Accounts;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Accounts;

/// <summary>The admin whom the configuration names.</summary>
public sealed class FirstAdminTests
{
    private const string Token = "usher_pat_for_automation";

    [Theory, OnBothDatabases]
    public async Task An_empty_site_gets_its_admin_and_their_token(Engine engine)
    {
        await using var site = await Start(engine);
        using var mina = site.NewVisitor();
        Assert.Equal("/account", (await mina.SignIn(Cast.Mina)).Path);
        using var program = site.NewVisitor().WithToken(Token);
        Assert.Equal(HttpStatusCode.OK, (await program.Http.GetAsync("/api/v1/admin/users")).StatusCode);
    }

    [Fact]
    public async Task Later_starts_change_nothing()
    {
        await using var site = await Start(Engine.Sqlite);
        await site.Services.GetRequiredService<Usher.Accounts.FirstAdmin>().Ensure(CancellationToken.None);
        await using var db = site.Read();
        Assert.Equal(1, await db.Set<Account>().CountAsync());
        Assert.Equal(1, await db.Set<PersonalToken>().CountAsync());
    }

    private static Task<UsherSite> Start(Engine engine) => UsherSite.Start(
        engine, settings: [$"Bootstrap:Email={Cast.Mina.Email}", $"Bootstrap:Password={Person.Password}", $"Bootstrap:Token={Token}"]);
}
