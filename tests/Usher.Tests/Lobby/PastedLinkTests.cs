using Usher.Data;
using Usher.Lobby;

namespace Usher.Tests.Lobby;

/// <summary>What mail programs do to links, undone.</summary>
public sealed class PastedLinkTests
{
    private static readonly string Token = Secret.New();
    private static readonly string Link = $"https://rooms.northfield.example/i/{Token}";

    public static TheoryData<string> Mangled =>
    [
        Link,
        $"  {Link}  ",
        $"{Link}.",
        $"<{Link}>",
        Link.ToUpperInvariant().Replace("/I/", "/i/", StringComparison.Ordinal),
        Link.Insert(60, "\r\n"),
        Link.Insert(60, "=\r\n"),
        $"> {Link.Insert(50, "\n> ")}",
        $"Hello Ben,\n\n{Link}\n\nUntil Thursday",
        Link.Replace("/i/", "/i/", StringComparison.Ordinal).Replace("=", "=3D", StringComparison.Ordinal),
        $"https://safelinks.gateway.example/?url={Uri.EscapeDataString(Link)}&data=05",
        $"https://outer.example/?u={Uri.EscapeDataString($"https://inner.example/?url={Uri.EscapeDataString(Link)}")}",
    ];

    [Theory, MemberData(nameof(Mangled))]
    public void The_token_is_found(string pasted) => Assert.Equal(Token, PastedLink.Token(pasted));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://rooms.northfield.example/i/short")]
    [InlineData("https://rooms.northfield.example/rooms/0123456789abcdefghjkmnpqrs")]
    public void Where_there_is_none_none_is_made_up(string? pasted) => Assert.Null(PastedLink.Token(pasted));
}
