using System.Net;
using Microsoft.Extensions.Options;

namespace Usher.Demo;

/// <summary>Keeps the demo, whose passwords everybody knows, from being reached by anybody but the person at this machine.</summary>
internal static class LoopbackOnly
{
    /// <exception cref="OptionsValidationException">The site would listen elsewhere, or says that it is to be reached elsewhere.</exception>
    public static void Check(IConfiguration configuration, UsherOptions options)
    {
        string[] faults = [.. Addresses(configuration).Where(address => !IsLoopback(address)).Select(Fault)];
        if (faults.Length > 0) throw new OptionsValidationException(UsherOptions.Section, typeof(UsherOptions), faults);

        IEnumerable<string> Addresses(IConfiguration all) => [options.PublicAddress, .. Listening(all)];
        static string Fault(string address) => $"Usher:Demo is on, and {address} is not this machine alone: the demo serves on localhost only.";
    }

    private static IEnumerable<string> Listening(IConfiguration configuration)
    {
        foreach (var url in (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) yield return url;
        foreach (var port in (configuration[WebHostDefaults.HttpPortsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)) yield return $"http://*:{port}";
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren()) yield return endpoint["Url"] ?? endpoint.Key;
    }

    private static bool IsLoopback(string address)
    {
        // Not a Uri, since servers also understand "http://*:80" and "http://+:80".
        if (!address.Contains("://", StringComparison.Ordinal)) return false;
        var host = BindingAddress.Parse(address).Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }
}
