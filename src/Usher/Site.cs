using Microsoft.Extensions.Options;
using Usher.Accounts;
using Usher.Api;
using Usher.Audit;
using Usher.Data;
using Usher.Demo;
using Usher.EmailTemplates;
using Usher.GuestLinks;
using Usher.Invitations;
using Usher.Live;
using Usher.Lobby;
using Usher.Lti;
using Usher.Mail;
using Usher.MailAdmin;
using Usher.Notices;
using Usher.OpenIdConnect;
using Usher.Privacy;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Settings;
using Usher.Web;
using Usher.Webhooks;

namespace Usher;

/// <summary>Puts the site together from its capabilities.</summary>
public static class Site
{
    /// <param name="args">The command line: settings as <c>--Usher:DataDirectory=DIR</c>.</param>
    /// <param name="adjust">The last word on what is registered, for tests that bring their own clock.</param>
    /// <exception cref="OptionsValidationException">The configuration is wrong; its failures are for the operator's eyes.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        var options = Configured(builder);
        builder.Logging.AddSiteLog();
        builder.WebHost.ConfigureListening(builder.Configuration, options);
        AddCapabilities(builder.Services, options);
        builder.Services.AddDemo(builder.Configuration, options);
        builder.AddLive(options);
        adjust?.Invoke(builder);
        var app = builder.Build();
        Serve(app);
        return app;
    }

    private static void AddCapabilities(IServiceCollection services, UsherOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddStorage(options.Database, options.DataDirectory);
        services.AddWeb(options);
        services.AddTelemetry(options);
        services.AddAccounts();
        services.AddMail();
        services.AddSettings();
        services.AddAudit();
        services.AddRooms();
        services.AddSessions();
        services.AddInvitations();
        services.AddEmailTemplates();
        services.AddMailAdmin();
        services.AddNotices();
        services.AddGuestLinks();
        services.AddLobby();
        services.AddMediaPage();
        services.AddLti();
        services.AddOpenIdConnect();
        services.AddApi();
        services.AddWebhooks();
        services.AddPrivacy();
        services.AddHostedService<Startup>();
    }

    private static void Serve(WebApplication app)
    {
        app.UseMetrics();
        app.UseWeb();
        app.UseAccounts();
        app.UseRateLimits();
        app.UseOwnOrigin();
        app.UseAccess();
        app.UseApi();

        var (pages, api) = (app.MapPages(), app.MapApi());
        pages.MapWeb();
        pages.MapAccounts(api);
        pages.MapApiDescription();
        pages.MapMail();
        pages.MapSettings(api);
        pages.MapAudit(api);
        pages.MapRooms(api);
        pages.MapSessions(api);
        pages.MapInvitations(api);
        pages.MapEmailTemplates(api);
        pages.MapMailAdmin(api);
        pages.MapGuestLinks(api);
        pages.MapLobby(api);
        pages.MapMediaPage();
        pages.MapLti(api);
        pages.MapOpenIdConnect(api);
        pages.MapLive(api);
        pages.MapWebhooks(api);
        pages.MapPrivacy(api);
    }

    private static UsherOptions Configured(WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(UsherOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<UsherOptions>, ConfigurationFaults>();
        builder.Services.AddOptions<UsherOptions>().Bind(section);
        var options = Bound(section);
        var verdict = new ConfigurationFaults().Validate(null, options);
        return verdict.Failed ? throw new OptionsValidationException(UsherOptions.Section, typeof(UsherOptions), verdict.Failures) : options;
    }

    private static UsherOptions Bound(IConfigurationSection section)
    {
        try
        {
            return section.Get<UsherOptions>() ?? new();
        }
        catch (InvalidOperationException fault)
        {
            // A word where a number belongs; the binder's message names the setting.
            throw new OptionsValidationException(UsherOptions.Section, typeof(UsherOptions), [fault.Message]);
        }
    }
}
