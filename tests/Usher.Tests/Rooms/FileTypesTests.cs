using System.Text;
using CsCheck;
using Usher.Rooms;

namespace Usher.Tests.Rooms;

public sealed class FileTypesTests
{
    [Theory]
    [InlineData("89504e470d0a1a0a0000", "image/png")]
    [InlineData("ffd8ffe000104a464946", "image/jpeg")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("52494646aabbccdd57454250", "image/webp")]
    [InlineData("0000001c6674797061766966", "image/avif")]
    [InlineData("0000001c667479706d703432", null)]
    [InlineData("3c7376673e", null)]
    [InlineData("", null)]
    public void An_image_is_known_by_its_first_bytes(string hex, string? type) => Assert.Equal(type, FileTypes.Image(Convert.FromHexString(hex)));

    [Fact]
    public void A_page_that_calls_itself_an_image_is_none() => Assert.Null(FileTypes.Image(Encoding.ASCII.GetBytes("<html><script>alert(1)</script>")));

    [Theory]
    [InlineData("Slides.pdf", "Slides.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\ada\\Reading list.pdf", "Reading list.pdf")]
    [InlineData("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf")]
    [InlineData("photo\u202Egpj.exe", "photogpj.exe")]
    [InlineData("...", "file")]
    [InlineData("Тиді та турбіни.pdf", "Тиді та турбіни.pdf")]
    public void A_name_says_nothing_of_folders_and_carries_no_tricks(string given, string kept) => Assert.Equal(kept, FileTypes.SafeName(given));

    [Fact]
    public void Every_name_comes_out_usable() => Gen.String.Sample(name =>
        FileTypes.SafeName(name) is { Length: > 0 and <= 120 } kept && !kept.Any(c => char.IsControl(c) || c is '/' or '\\'));
}
