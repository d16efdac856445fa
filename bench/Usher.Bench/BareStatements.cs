using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Usher.Data;
using Usher.Invitations;
using Usher.Mail;

namespace Usher.Bench;

/// <summary>The limit of committing each alone: four prepared statements and nothing between them and the disk.</summary>
internal sealed class BareStatements : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly SqliteConnection connection;
    private readonly ClaimLikeUnit unit;
    private readonly SqliteCommand[] statements;

    private BareStatements(SqliteConnection connection, ClaimLikeUnit unit)
    {
        (this.connection, this.unit) = (connection, unit);
        statements =
        [
            Prepare("""
                UPDATE invitations SET bound_devices = bound_devices + 1
                WHERE id = $invitation AND revoked_at IS NULL AND (max_devices = -1 OR bound_devices < max_devices) AND (expires_at IS NULL OR expires_at > $now)
                """),
            Prepare("""
                INSERT INTO device_bindings (id, invitation_id, secret_hash, attempt_hash, assurance, browser, system, bound_at)
                VALUES ($binding, $invitation, $hash, $hash, 'TypedAddress', 'Firefox', 'Linux', $now)
                """),
            Prepare("INSERT INTO invitation_history (invitation_id, at, what, detail) VALUES ($invitation, $now, 'Admitted', 'Firefox, Linux')"),
            Prepare("""
                INSERT INTO outbox_mails (id, kind, subject, secret, message_id, queued_at, state, tries, next_try_at)
                VALUES ($mail, 'bench', $invitation, $hash, $mail, $now, 'Queued', 0, $now)
                """),
        ];
    }

    public static async Task<BareStatements> Open(string file, DirectoryInfo home)
    {
        var unit = await NewFile.Seed(file, home);
        return new BareStatements(await NewFile.Connect(file), unit);
    }

    public async Task Claim()
    {
        await turn.WaitAsync();
        try
        {
            var (now, invitation) = (TimeProvider.System.Now(), unit.NextInvitation);
            await using var transaction = connection.BeginTransaction(deferred: false);
            foreach (var statement in statements)
            {
                statement.Transaction = transaction;
                statement.Parameters["$invitation"].Value = invitation.Value;
                statement.Parameters["$now"].Value = now.ToUnixTimeMilliseconds();
                statement.Parameters["$binding"].Value = DeviceBindingId.New(now).Value;
                statement.Parameters["$mail"].Value = OutboxMailId.New(now).Value;
                statement.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements) await statement.DisposeAsync();
        await connection.DisposeAsync();
        turn.Dispose();
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = new SqliteCommand(sql, connection);
        foreach (var name in new[] { "$invitation", "$now", "$binding", "$mail" }) command.Parameters.AddWithValue(name, DBNull.Value);
        command.Parameters.AddWithValue("$hash", RandomNumberGenerator.GetBytes(32));
        command.Prepare();
        return command;
    }
}
