using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Orleans.Statistics;
using Usher.Data;

namespace Usher.Tests.Fixtures;

/// <summary>
/// The real site in this process: Kestrel on a free loopback port, a new database, its own data directory. A test may bring a
/// clock (<c>FakeTimeProvider</c>), settings and services of its own.
/// </summary>
public sealed class UsherSite : IAsyncDisposable
{
    /// <summary>A setting for tests that look for what must not be in a log, or must. A million lines in memory slow down all others.</summary>
    public const string EveryLine = "Logging:LogLevel:Default=Debug";

    /// <summary>A setting for tests that count the queries of a page in the log.</summary>
    public const string EveryQuery = "Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command=Debug";

    private static IEnvironmentStatisticsProvider? machine;

    private readonly DirectoryInfo folder;
    private readonly StorageOptions storage;
    private readonly WebApplication app;

    private UsherSite(DirectoryInfo folder, StorageOptions storage, Uri address, WebApplication app, LogLines log) =>
        (this.folder, this.storage, Address, this.app, Log) = (folder, storage, address, app, log);

    public Uri Address { get; }

    /// <summary>What the site has logged: warnings, and with the setting <see cref="EveryLine"/> everything.</summary>
    public LogLines Log { get; }

    public string DataDirectory => folder.FullName;

    public IServiceProvider Services => app.Services;

    public WriteDoor Door => app.Services.GetRequiredService<WriteDoor>();

    /// <summary>A context to read with; dispose of it.</summary>
    public UsherDb Read() => app.Services.GetRequiredService<IDbContextFactory<UsherDb>>().CreateDbContext();

    /// <param name="time">Not ahead of the machine's clock: the silo of the live sessions would take itself for one that died.</param>
    /// <param name="settings">Such as <c>Bootstrap:Email=mina@northfield.example</c>, without the leading <c>Usher:</c>; or of <c>Logging:</c>.</param>
    public static async Task<UsherSite> Start(
        Engine engine = Engine.Sqlite, TimeProvider? time = null, Action<IServiceCollection>? services = null, params string[] settings)
    {
        var home = Scratch.NewFolder();
        return await Start(home, await Store.New(engine, home), time, services, settings);
    }

    /// <summary>Another node of this site: the same database, a process's worth of everything else.</summary>
    /// <param name="settings">Among them where the nodes find each other.</param>
    public Task<UsherSite> StartAnotherNode(params string[] settings) =>
        Start(Scratch.NewFolder(), storage, null, null, settings);

    private static async Task<UsherSite> Start(
        DirectoryInfo home, StorageOptions database, TimeProvider? time, Action<IServiceCollection>? services, string[] settings)
    {
        var origin = new Uri($"http://localhost:{Usher.Live.FreePorts.Next()}");
        var log = new LogLines();
        var site = Site.Build(["--Logging:LogLevel:Default=Warning", .. Arguments(home, database, origin, settings)], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log);
            builder.Services.Replace(ServiceDescriptor.Singleton(Machine(builder.Services)));
            // A password costs each who makes or tries one a tenth of a second of processor; people of the cast do so all the time.
            builder.Services.PostConfigure<PasswordHasherOptions>(hashing => hashing.IterationCount = 1_000);
            if (time is not null) builder.Services.AddSingleton(time);
            services?.Invoke(builder.Services);
        });
        await site.StartAsync();
        return new UsherSite(home, database, origin, site, log);
    }

    /// <summary>A browser without a screen, that has never been here.</summary>
    public Visitor NewVisitor() => new(Address);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Store.Forget(storage);
        folder.Delete(recursive: true);
        // That it takes some rows without saying which, or multiplies them with each other: EF Core only warns of it.
        Assert.DoesNotContain(Log.All, line => line.StartsWith("Warning Microsoft.EntityFrameworkCore.Query", StringComparison.Ordinal));
    }

    // One for all sites of the run: each that is made has all memory swept twice, by what it calls the collector for.
    private static IEnvironmentStatisticsProvider Machine(IServiceCollection services) =>
        LazyInitializer.EnsureInitialized(ref machine, () => (IEnvironmentStatisticsProvider)Activator.CreateInstance(
            services.Last(service => service.ServiceType == typeof(IEnvironmentStatisticsProvider)).ImplementationType!)!);

    /// <summary>The command line of a site; the same for one in this process and one of its own.</summary>
    internal static string[] Arguments(DirectoryInfo home, StorageOptions database, Uri origin, IEnumerable<string> settings) =>
    [
        $"--urls=http://127.0.0.1:{origin.Port}",
        $"--contentRoot={home.FullName}",
        $"--Usher:PublicAddress={origin}",
        $"--Usher:DataDirectory={home.FullName}",
        $"--Usher:Database:Provider={database.Provider}",
        $"--Usher:Database:Connection={database.Connection}",
        // All tests come from one network. And what ASP.NET counts with is never disposed of: it ticks ten times a second, and holds
        // the whole site in memory, until the process ends.
        "--Usher:RateLimits=false",
        .. settings.Select(setting => setting.StartsWith("Logging:", StringComparison.Ordinal) ? $"--{setting}" : $"--Usher:{setting}"),
    ];
}
