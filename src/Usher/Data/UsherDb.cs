using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Usher.Data;

/// <summary>
/// Everything Usher stores. Each capability maps its own tables (an <see cref="IEntityTypeConfiguration{TEntity}"/>) and names
/// its own sets (<c>db.Rooms</c>), so that this folder knows none of them. Contexts handed out for reading cannot write:
/// their connections are read-only. Writing goes through the <see cref="WriteDoor"/>.
/// </summary>
public sealed class UsherDb(DbContextOptions<UsherDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(UsherDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()))
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties()) property.SetColumnName(SnakeCase(property.Name));
            foreach (var key in entity.GetKeys()) key.SetName(SnakeCase(key.GetName()!));
            foreach (var key in entity.GetForeignKeys()) key.SetConstraintName(SnakeCase(key.GetConstraintName()!));
            foreach (var index in entity.GetIndexes()) index.SetDatabaseName(SnakeCase(index.GetDatabaseName()!));
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        foreach (var type in typeof(UsherDb).Assembly.GetTypes().SelectMany(Stored).Distinct())
        {
            if (type.IsEnum) configurationBuilder.Properties(type).HaveConversion<string>().HaveMaxLength(40);
            else configurationBuilder.Properties(type).HaveConversion(typeof(IdConverter<>).MakeGenericType(type.GetGenericArguments()));
        }
        // SQLite compares no DateTimeOffset; whole milliseconds it does. PostgreSQL has timestamptz.
        if (Database.IsSqlite()) configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();
    }

    private static IEnumerable<Type> Stored(Type type)
    {
        if (type is { IsEnum: true, IsNested: false, Namespace: not null }) yield return type;
        foreach (var property in type.GetProperties())
        {
            var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (kind.IsAssignableTo(typeof(IId)) && kind.IsValueType && !kind.ContainsGenericParameters) yield return kind;
        }
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }

    private sealed class IdConverter<T>() : ValueConverter<Id<T>, Guid>(id => id.Value, value => new Id<T>(value));

    private sealed class MillisecondsConverter() : ValueConverter<DateTimeOffset, long>(
        instant => instant.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
