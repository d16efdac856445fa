using Microsoft.AspNetCore.Http;
using Usher.Web;

namespace Usher.Tests.Web;

/// <summary>The small rules that everything else relies on.</summary>
public sealed class SmallRulesTests
{
    [Theory]
    [InlineData("/rooms?a=b#c", "/rooms?a=b#c")]
    [InlineData("rooms", "/")]
    [InlineData("https://elsewhere.example", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/\\elsewhere.example", "/")]
    [InlineData("/\n/elsewhere.example", "/")]
    [InlineData("", "/")]
    [InlineData(null, "/")]
    public void Only_a_path_of_this_site_is_gone_on_to(string? asked, string path) => Assert.Equal(path, LocalPath.Or(asked, "/"));

    [Theory]
    [InlineData("", true, null)]
    [InlineData("*", true, null)]
    [InlineData("\"3\"", true, 3)]
    [InlineData("W/\"3\"", false, null)]
    [InlineData("\"three\"", false, null)]
    [InlineData("3", false, null)]
    public void An_edit_names_the_version_it_was_made_from(string header, bool understood, int? version)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.IfMatch = header;
        Assert.Equal((understood, version), (context.Request.TryIfMatch(out var asked), asked));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void Limits_count_by_what_one_household_has(string address, string network)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
        Assert.Equal(network, context.Network());
    }

    [Theory]
    [InlineData("GET /i/0123abc failed", "GET /i/… failed")]
    [InlineData("/api/v1/entry/0123abc/claim", "/api/v1/entry/…/claim")]
    [InlineData("Bearer usher_pat_0123abc!", "Bearer usher_pat_…!")]
    [InlineData("two\r\nlines\u2028and \u001b[31mred", "two\\u000d\\u000alines\\u2028and \\u001b[31mred")]
    public void A_line_of_the_log_holds_no_secret_and_is_one_line(string text, string written) => Assert.Equal(written, LineFormatter.Clean(text));
}
