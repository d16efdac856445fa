using Usher.Data;

namespace Usher;

/// <summary>Puts the site together from its capabilities.</summary>
public static class Site
{
    /// <param name="args">The command line: settings as <c>--Usher:DataDirectory=DIR</c>.</param>
    /// <param name="adjust">The last word on what is registered, for tests that bring their own clock.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        var dataDirectory = builder.Configuration["Usher:DataDirectory"] ?? "data";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(builder.Configuration.GetSection("Usher:Database").Get<StorageOptions>() ?? new(), dataDirectory);
        adjust?.Invoke(builder);
        var app = builder.Build();
        return app;
    }

    /// <summary>What must be so before anything is served: the schema first.</summary>
    public static async Task Prepare(WebApplication app)
    {
        await app.Services.GetRequiredService<Schema>().BringUpToDate();
    }
}
