using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Usher.Data;

namespace Usher.Migrations.Postgres;

/// <summary>For <c>dotnet ef</c> alone: a context that needs no running database.</summary>
public sealed class DesignTime : IDesignTimeDbContextFactory<UsherDb>
{
    public UsherDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<UsherDb>()
        .UseNpgsql("Host=localhost", to => to.MigrationsAssembly(typeof(DesignTime).Assembly)).Options);
}
