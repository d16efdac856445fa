using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Usher.Tests.Fixtures;

/// <summary>Ports of this machine that nobody else listens on.</summary>
public static class Loopback
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>
    /// A port that was free a moment ago, from below the ranges of silos and of the kernel for outgoing connections: nobody is handed it
    /// by chance before the test's server listens on it, nor is any test that asks at the same time.
    /// </summary>
    public static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var port = RandomNumberGenerator.GetInt32(10_000, 20_000);
                if (!Given.TryAdd(port, true)) continue;
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Taken: another one.
            }
        }
    }
}
