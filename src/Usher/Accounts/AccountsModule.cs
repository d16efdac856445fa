using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Mail;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>Accounts, and how a request comes to be theirs.</summary>
internal static class AccountsModule
{
    public static readonly TimeSpan CookieLifetime = TimeSpan.FromDays(14);
    public static readonly TimeSpan LaunchLifetime = TimeSpan.FromHours(12);
    private const string Either = "CookieOrToken";

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<ImportAccounts>().AddSingleton<SetUp>();
        services.AddSingleton<CreateAccount>().AddSingleton<ChangeAccount>().AddSingleton<EditAccount>().AddSingleton<FirstAdmin>().AddSingleton<ChangeGroups>();
        services.AddSingleton<CreateToken>().AddSingleton<RevokeToken>().AddSingleton<SignInWithPassword>().AddScoped<Passkeys>();
        services.AddSingleton<ForgottenPassword>().AddSingleton<MailKind, PasswordResetMail>();
        AddIdentity(services);
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = context =>
                BearerToken.IsIn(context.Request) ? BearerToken.SchemeName
                // Whoever comes from their course comes as who they are there, whoever else this browser knows.
                : context.Request.Cookies.ContainsKey(AccountSignIn.LaunchCookie) ? AccountSignIn.LaunchScheme
                : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerToken>(BearerToken.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, ConfigureCookie)
            .AddCookie(AccountSignIn.LaunchScheme, ConfigureLaunchCookie)
            // Identity keeps here what it asked an authenticator, until the answer comes.
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, asked =>
            {
                asked.Cookie.Name = "__Host-usher-passkey";
                asked.Cookie.SameSite = SameSiteMode.Strict;
                asked.ExpireTimeSpan = TimeSpan.FromMinutes(5);
            });
        return services;
    }

    public static void UseAccounts(this IApplicationBuilder app) => app.UseAuthentication();

    public static void UseAccess(this IApplicationBuilder app) => app.UseMiddleware<AccessGate>();

    public static void MapAccounts(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapSignIn();
        pages.MapForgottenPassword(api);
        pages.MapAccountPage();
        pages.MapPeoplePages();
        pages.MapGroupPages();
        pages.MapSetup();
        api.MapMe();
        api.MapPasskeys();
        api.MapUsers();
        api.MapGroups();
    }

    private static void AddIdentity(IServiceCollection services)
    {
        // OWASP's count for PBKDF2 with HMAC-SHA512, which is what the library uses.
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = 210_000);
        services.AddIdentityCore<Account>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3).AddSignInManager();
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddScoped<IUserStore<Account>>(provider =>
            new UserOnlyStore<Account, UsherDb, AccountId>(provider.GetRequiredService<UsherDb>()) { AutoSaveChanges = false });
        services.AddOptions<IdentityPasskeyOptions>().Configure<PublicAddress>((passkeys, address) =>
        {
            passkeys.ServerDomain = address.Domain;
            passkeys.ResidentKeyRequirement = "required";
            passkeys.UserVerificationRequirement = "required";
            passkeys.ValidateOrigin = context => ValueTask.FromResult(context.Origin == address.Origin && !context.CrossOrigin);
        });
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "__Host-usher";
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.ExpireTimeSpan = CookieLifetime;
        // However often it is used: the account's page lists no older one.
        cookie.SlidingExpiration = false;
        cookie.Events.OnValidatePrincipal = ReadAccount;
    }

    // For the frame that it was launched in, and for no longer than the browser is open.
    private static void ConfigureLaunchCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = AccountSignIn.LaunchCookie;
        cookie.Cookie.SameSite = SameSiteMode.None;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.Cookie.Extensions.Add(Embedding.Partitioned);
        cookie.ExpireTimeSpan = LaunchLifetime;
        cookie.SlidingExpiration = false;
        cookie.Events.OnValidatePrincipal = ReadAccount;
    }

    private static async Task ReadAccount(CookieValidatePrincipalContext cookie)
    {
        var databases = cookie.HttpContext.RequestServices.GetRequiredService<IDbContextFactory<UsherDb>>();
        await using var db = await databases.CreateDbContextAsync(cookie.HttpContext.RequestAborted);
        var vouched = cookie.HttpContext.RequestServices.GetRequiredService<VouchedSignIns>();
        if (await AccountSignIn.ByCookie(db, vouched, cookie.Principal!) is var (account, principal))
        {
            cookie.HttpContext.SetSignedIn(account);
            if (account is { FrameOrigins: { } origins, SignIn: { } signIn }) cookie.HttpContext.ShowInFramesOf(origins, signIn.Value);
            cookie.ReplacePrincipal(principal);
        }
        else
        {
            cookie.RejectPrincipal();
            // It would stand before any other sign-in of this browser.
            if (cookie.Scheme.Name == AccountSignIn.LaunchScheme) await cookie.HttpContext.SignOutAsync(AccountSignIn.LaunchScheme);
        }
    }
}
