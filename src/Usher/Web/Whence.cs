using System.Net;
using System.Net.Sockets;

namespace Usher.Web;

/// <summary>Where a request comes from.</summary>
public static class Whence
{
    /// <summary>The address, for audit lines.</summary>
    public static string? From(this HttpContext context) => Plain(context)?.ToString();

    /// <summary>What limits count by: an IPv4 address, or the /64 that one IPv6 household has to itself.</summary>
    public static string Network(this HttpContext context) => NetworkOf(Plain(context));

    /// <summary>The same for an address as <see cref="From"/> wrote it.</summary>
    public static string NetworkOf(string address) => NetworkOf(IPAddress.TryParse(address, out var parsed) ? parsed : null);

    private static string NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 }) return address?.ToString() ?? "";
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }

    private static IPAddress? Plain(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
