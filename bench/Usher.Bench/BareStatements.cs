using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Usher.Data;

namespace Usher.Bench;

/// <summary>The four statements of a claim, prepared once on a connection, without EF Core between them and SQLite.</summary>
internal sealed class BareStatements : IAsyncDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand[] statements;

    public BareStatements(SqliteConnection connection)
    {
        this.connection = connection;
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

    public void Write(InvitationId invitation, SqliteTransaction transaction)
    {
        var now = TimeProvider.System.Now();
        foreach (var statement in statements)
        {
            statement.Transaction = transaction;
            statement.Parameters["$invitation"].Value = invitation.Value;
            statement.Parameters["$now"].Value = now.ToUnixTimeMilliseconds();
            statement.Parameters["$binding"].Value = DeviceBindingId.New(now).Value;
            statement.Parameters["$mail"].Value = OutboxMailId.New(now).Value;
            statement.ExecuteNonQuery();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in statements) await statement.DisposeAsync();
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
