using System.Net;
using System.Net.Sockets;

namespace Usher.Tests.Fixtures;

/// <summary>Ports of this machine that nobody else listens on.</summary>
public static class Loopback
{
    /// <summary>A port that was free a moment ago; the kernel does not hand it out again soon.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
