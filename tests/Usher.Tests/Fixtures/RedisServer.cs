using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Usher.Tests.Fixtures;

/// <summary>A private Redis on loopback that keeps nothing.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly int port = Usher.Live.FreePorts.Next();
    private Process process = null!;

    public string Connection => $"127.0.0.1:{port}";

    public static async Task<RedisServer> Start()
    {
        var server = new RedisServer();
        server.process = Process.Start(new ProcessStartInfo("redis-server")
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = Scratch.Folder,
            ArgumentList = { "--port", server.port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" },
        })!;
        server.process.BeginOutputReadLine();
        await server.UntilReady();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task UntilReady()
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromSeconds(20) && !process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }
}
