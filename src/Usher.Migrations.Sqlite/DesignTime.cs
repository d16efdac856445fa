using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Usher.Data;

namespace Usher.Migrations.Sqlite;

/// <summary>For <c>dotnet ef</c> alone: a context that needs no running database.</summary>
public sealed class DesignTime : IDesignTimeDbContextFactory<UsherDb>
{
    public UsherDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<UsherDb>()
        .UseSqlite("Data Source=:memory:", to => to.MigrationsAssembly(typeof(DesignTime).Assembly)).Options);
}
