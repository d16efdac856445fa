using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Usher.Tests.Fixtures;

/// <summary>Ports of this machine that nobody else listens on.</summary>
public static class Loopback
{
    /// <summary>
    /// A port that was free a moment ago, from below the range that the kernel gives to outgoing connections: nobody is handed it
    /// by chance before the test's server listens on it.
    /// </summary>
    public static int FreePort()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, RandomNumberGenerator.GetInt32(10_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException) when (tries < 100)
            {
                // Taken: another one.
            }
        }
    }
}
