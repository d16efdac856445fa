using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Usher.Live;

/// <summary>
/// Ports of this machine that nobody else listens on, from below the range that systems give to outgoing connections, and none twice in
/// one process: between the look at one and what listens on it then, nobody is handed it by chance.
/// </summary>
internal static class FreePorts
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int Next()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var port = RandomNumberGenerator.GetInt32(10_000, 32_000);
                if (!Given.TryAdd(port, true)) continue;
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Taken: another one.
            }
        }
    }
}
