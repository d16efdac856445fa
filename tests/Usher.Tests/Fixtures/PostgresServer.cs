using System.Diagnostics;
using Npgsql;
using Usher.Data;
using Usher.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(PostgresServer.End))]

namespace Usher.Tests.Fixtures;

/// <summary>
/// One private PostgreSQL for the whole run, started by the first test that wants it: in a temporary folder, reached by a Unix
/// socket, as an ordinary user. It does not flush to disk, for nothing here survives the run.
/// </summary>
public sealed class PostgresServer
{
    // The server stops when this shell's input ends, so that it cannot outlive the tests, however they end.
    private const string Run = """
        set -eu
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
        as=
        if [ "$(id -u)" = 0 ]; then chown nobody "$1"; as="setpriv --reuid=nobody --regid=nogroup --clear-groups"; fi
        cd "$1"
        $as "$bin/initdb" -D "$1/data" -U usher -A trust -E UTF8 --no-locale --no-sync >"$1/initdb.log" 2>&1
        $as "$bin/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c max_connections=400 -c fsync=off \
            -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB >"$1/server.log" 2>&1 </dev/null &
        read -r _ || true
        kill -INT $!
        wait $! || true
        """;

    private const string Template = "usher_template";
    private static readonly Lazy<Task<PostgresServer>> Started = new(Start);
    private static int databases;

    private readonly DirectoryInfo folder = Scratch.NewFolder();
    private readonly Process shell;

    private PostgresServer() => shell = Process.Start(new ProcessStartInfo("bash")
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        ArgumentList = { "-c", Run, "bash", folder.FullName },
    })!;

    /// <summary>A connection string to a new database with the schema in it.</summary>
    public static async Task<string> NewDatabase()
    {
        var server = await Started.Value;
        var name = $"usher_{Interlocked.Increment(ref databases)}";
        await server.Execute($"CREATE DATABASE {name} TEMPLATE {Template}");
        return server.ConnectionString(name);
    }

    private static async Task<PostgresServer> Start()
    {
        var server = new PostgresServer();
        await server.UntilReady();
        await server.Execute($"CREATE DATABASE {Template}");
        await Store.BringUpToDate(new StorageOptions { Provider = "postgres", Connection = server.ConnectionString(Template) });
        NpgsqlConnection.ClearAllPools();
        return server;
    }

    private async Task UntilReady()
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                await Execute("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (waited.Elapsed < TimeSpan.FromSeconds(30) && !shell.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database) => $"Host={folder.FullName};Username=usher;Database={database};Maximum Pool Size=40;Timeout=60";

    private async Task Stop()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
        folder.Delete(recursive: true);
    }

    /// <summary>Stops the server, if any test wanted it, when the run ends.</summary>
    public sealed class End : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (Started.IsValueCreated) await (await Started.Value).Stop();
        }
    }
}
