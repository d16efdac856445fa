using System.Net;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Tests.Fixtures;
using FirstAdmin = Usher.Tests.Fixtures.FirstAdmin;

namespace Usher.Tests.OpenIdConnect;

/// <summary>A site and an OpenID Provider by which its people sign in.</summary>
internal sealed class ProviderHouse : IAsyncDisposable
{
    public const string Path = "/admin/open-id-providers";

    private ProviderHouse(UsherSite site, Provider provider, Visitor admin) => (Site, Provider, Admin) = (site, provider, admin);

    public UsherSite Site { get; }
    public Provider Provider { get; }

    /// <summary>The site's admin, over the API.</summary>
    public Visitor Admin { get; }

    public string Id { get; private set; } = "";

    public static async Task<ProviderHouse> Open(Engine engine = Engine.Sqlite, string newAccounts = "none", bool verifies = false, TimeProvider? time = null, params string[] domains)
    {
        // The provider is on this machine, where by default nothing is called.
        var site = await UsherSite.Start(engine, time, settings: [.. FirstAdmin.Settings, "PrivateNetworks:0=127.0.0.0/8"]);
        var house = new ProviderHouse(site, await Provider.Start(), site.NewVisitor().WithToken(FirstAdmin.Token));
        house.Id = (await house.Admin.Post(Path, house.Details(newAccounts, verifies, domains))).Fine()["id"];
        return house;
    }

    public object Details(string newAccounts = "none", bool verifies = false, string[]? domains = null, string key = "school") => new
    {
        key,
        name = "Northfield School",
        issuer = Provider.Issuer,
        clientId = Provider.Client,
        clientSecret = Provider.Secret,
        verifiesAddresses = verifies,
        domains = domains ?? [],
        newAccounts,
    };

    public async Task Change(object details) => (await Admin.Patch($"{Path}/{Id}", details)).Fine();

    /// <summary>As far as the provider: where the visitor is sent.</summary>
    public async Task<string> Leave(Visitor visitor, string onTo = "/account")
    {
        var page = await visitor.Open($"/sign-in?return={Uri.EscapeDataString(onTo)}");
        var leaving = await visitor.Submit(page, "form[action='/sign-in/with/school']");
        Assert.Equal(HttpStatusCode.OK, leaving.Status);
        return leaving.Document.QuerySelector("main a.button")!.GetAttribute("href")!;
    }

    /// <summary>A whole sign-in as somebody of the provider's; where it ends.</summary>
    public async Task<Page> SignIn(Visitor visitor, AtProvider? who = null, string onTo = "/account")
    {
        Provider.Who = who ?? Provider.Who;
        return await visitor.Open(Provider.Authorize(await Leave(visitor, onTo)));
    }

    public async Task<Account?> AccountOf(string email)
    {
        await using var db = Site.Read();
        var key = EmailAddress.Parse(email)!.Key;
        return await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.NormalizedEmail == key);
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Site.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
