using System.Net;
using System.Net.Sockets;
using Usher.Accounts;
using Usher.Invitations;

namespace Usher.Lobby;

/// <summary>What a request tells of the one who makes it, apart from what they type.</summary>
internal static class Visit
{
    /// <summary>The address key of the account they are signed in with.</summary>
    public static string? SignedInKey(this HttpContext context) =>
        context.SignedIn() is { } account ? EmailAddress.Parse(account.Email)?.Key : null;

    /// <summary>For histories and the audit trail.</summary>
    public static string? From(this HttpContext context) => Address(context)?.ToString();

    /// <summary>Where wrong addresses are counted: an IPv4 address, or an IPv6 /64, which one household or one attacker has all of.</summary>
    public static string Network(this HttpContext context)
    {
        if (Address(context) is not { } address) return "unknown";
        if (address.AddressFamily is AddressFamily.InterNetwork) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    private static IPAddress? Address(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
