using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;

namespace Usher.Web;

/// <summary>What all pages and calls share: keys, cookies, headers, words, and what happens when something goes wrong.</summary>
internal static class WebModule
{
    public static IServiceCollection AddWeb(this IServiceCollection services, UsherOptions options)
    {
        services.AddDataProtection().SetApplicationName("usher").PersistKeysToFileSystem(KeyDirectory(options.DataDirectory));
        services.AddSingleton(new PublicAddress(options.PublicAddress));
        services.AddSingleton<OutsideCalls>();
        services.AddSingleton<WindowTickets>();
        services.AddRazorComponents();
        services.AddAssets();
        services.AddRateLimits();
        services.AddSingleton(_ => new EventStreams());
        services.AddLanguages();
        services.AddHttpContextAccessor();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.HeaderName = OwnOrigin.Header;
            antiforgery.Cookie.Name = "__Host-usher-antiforgery";
            // Whoever comes by a link from their mail must still be able to send the form they had open.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<CookiePolicyOptions>(cookies =>
        {
            (cookies.Secure, cookies.HttpOnly) = (CookieSecurePolicy.Always, HttpOnlyPolicy.Always);
            cookies.OnAppendCookie = appended => Embedding.Keep(appended.Context, appended.CookieOptions);
            cookies.OnDeleteCookie = deleted => Embedding.Keep(deleted.Context, deleted.CookieOptions);
        });
        services.Configure<ForwardedHeadersOptions>(forwarded => forwarded.Believe(options.Proxies));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        return services;
    }

    public static void UseWeb(this WebApplication app)
    {
        var address = app.Services.GetRequiredService<PublicAddress>();
        app.UseForwardedHeaders();
        app.UseSeeOther();
        app.Use((context, next) =>
        {
            SecurityHeaders.Add(context, address);
            if (!address.IsOtherNameOf(context.Request)) return next(address.Impose(context));
            context.Response.Redirect(address.UrlOf(context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        });
        app.UseLanguages();
        app.UseFaultPages();
        app.UseCookiePolicy();
        app.UseRouting();
    }

    public static void UseOwnOrigin(this IApplicationBuilder app) => app.UseMiddleware<OwnOrigin>();

    public static void MapWeb(this IEndpointRouteBuilder pages)
    {
        var free = pages.MapGroup("").AllowAnonymous().WithoutLimit();
        free.MapHealth();
        free.MapAssets();
        pages.MapLanguages();
    }

    private static DirectoryInfo KeyDirectory(string dataDirectory)
    {
        // Who reads the keys can make cookies of anybody: nobody but the site's own user does.
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var path = Path.Combine(dataDirectory, "keys");
        return OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, mine);
    }

    /// <summary>How the API reads and writes JSON: strictly, so that a misspelt field is an error and not a default.</summary>
    internal static void Configure(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // Required is what has no default and cannot be null.
        json.TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(type =>
        {
            foreach (var property in type.Properties)
                if (property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }) property.IsRequired = true;
        });
        json.Converters.Add(new InstantConverter());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
