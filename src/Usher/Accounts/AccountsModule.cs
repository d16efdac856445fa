using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Accounts;

/// <summary>Accounts, and how a request comes to be theirs.</summary>
internal static class AccountsModule
{
    private const string Either = "CookieOrToken";
    private static readonly TimeSpan CookieLifetime = TimeSpan.FromDays(14);

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<CreateAccount>().AddSingleton<FirstAdmin>();
        // OWASP's count for PBKDF2 with HMAC-SHA512, which is what the library uses.
        services.Configure<PasswordHasherOptions>(hashing => hashing.IterationCount = 210_000);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, either => either.ForwardDefaultSelector = context =>
                BearerToken.IsIn(context.Request) ? BearerToken.SchemeName : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerToken>(BearerToken.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, ConfigureCookie);
        return services;
    }

    public static void UseAccounts(this IApplicationBuilder app) => app.UseAuthentication();

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
    }

    private static void ConfigureCookie(CookieAuthenticationOptions cookie)
    {
        cookie.Cookie.Name = "__Host-usher";
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.ExpireTimeSpan = CookieLifetime;
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "return";
        cookie.Events.OnValidatePrincipal = ReadAccount;
    }

    private static async Task ReadAccount(CookieValidatePrincipalContext cookie)
    {
        var databases = cookie.HttpContext.RequestServices.GetRequiredService<IDbContextFactory<UsherDb>>();
        await using var db = await databases.CreateDbContextAsync(cookie.HttpContext.RequestAborted);
        if (await AccountSignIn.ByCookie(db, cookie.Principal!) is { } account) cookie.HttpContext.SetSignedIn(account);
        else cookie.RejectPrincipal();
    }
}
