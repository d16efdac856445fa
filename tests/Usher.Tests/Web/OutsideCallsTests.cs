using System.Net;
using Microsoft.Extensions.Options;
using Usher.Web;

namespace Usher.Tests.Web;

/// <summary>What somebody types is called only if it is out on the public internet.</summary>
public sealed class OutsideCallsTests
{
    private static readonly OutsideCalls Calls = new(Options.Create(new UsherOptions()));

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.0.0.7", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:10.0.0.7", false)]
    [InlineData("::ffff:93.184.216.34", true)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a00:7", false)]
    [InlineData("2002:a00:7::1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_public_addresses_are_called(string address, bool called) => Assert.Equal(called, Calls.May(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://example.org/hook", true)]
    [InlineData("https://example.org:8443/hook?a=b", true)]
    [InlineData("http://example.org/hook", false)]
    [InlineData("https://localhost/hook", false)]
    [InlineData("https://127.1/hook", false)]
    [InlineData("https://0x7f000001/hook", false)]
    [InlineData("https://[::1]/hook", false)]
    [InlineData("https://[::ffff:7f00:1]/hook", false)]
    [InlineData("https://user:secret@example.org/", false)]
    [InlineData("https://example.org/#part", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/hook", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void An_address_that_leads_inside_is_refused_where_it_is_typed(string? url, bool taken) => Assert.Equal(taken, Calls.Refuse(url) is null);

    [Fact]
    public async Task A_name_that_resolves_to_this_machine_is_not_called()
    {
        using var http = new HttpClient(Calls.NewHandler());
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://localhost:1/")));
        Assert.Contains("private network", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_operator_may_open_a_private_network()
    {
        var calls = new OutsideCalls(Options.Create(new UsherOptions { PrivateNetworks = ["10.1.0.0/16"] }));
        Assert.True(calls.May(IPAddress.Parse("10.1.2.3")));
        Assert.False(calls.May(IPAddress.Parse("10.2.2.3")));
        Assert.Null(calls.Refuse("http://10.1.2.3/hook"));
    }
}
