using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Usher.Data;

/// <summary>Tells the faults of writing that are answers: somebody else was first with the same key, or has deleted what is referred to.</summary>
public static class Duplicates
{
    // https://www.sqlite.org/rescode.html: SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE.
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    public static bool IsDuplicate(this DbUpdateException fault) => fault.InnerException
        is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation }
        or SqliteException { SqliteExtendedErrorCode: SqlitePrimaryKey or SqliteUnique };

    /// <summary>SQLite has one writer, whose units see what the ones before them deleted.</summary>
    public static bool IsOrphan(this DbUpdateException fault) => fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation };
}
