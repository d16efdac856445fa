using Usher.Data;

namespace Usher;

/// <summary>Puts the site together from its capabilities.</summary>
public static class Site
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var dataDirectory = builder.Configuration["Usher:DataDirectory"] ?? "data";
        builder.Services.AddStorage(builder.Configuration.GetSection("Usher:Database").Get<StorageOptions>() ?? new(), dataDirectory);
        return builder.Build();
    }
}
