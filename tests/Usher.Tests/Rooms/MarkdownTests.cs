using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Usher.Rooms;

namespace Usher.Tests.Rooms;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("**sea** and *wind*", "<p><strong>sea</strong> and <em>wind</em></p>")]
    [InlineData("# Siting", "<h3>Siting</h3>")]
    [InlineData("[map](https://maps.example/a)", "<p><a href=\"https://maps.example/a\" rel=\"noopener noreferrer nofollow ugc\">map</a></p>")]
    [InlineData("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>")]
    public void It_is_rendered(string markdown, string html) => Assert.Equal(html, Markdown.ToHtml(markdown).Trim());

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt&#58;alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)")]
    [InlineData("[x](vbscript:msgbox)")]
    [InlineData("![x](https://tracker.example/pixel.gif)")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x](https://a.example \"onmouseover=alert(1)\")")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg>")]
    [InlineData("```html\n<script>alert(1)</script>\n```")]
    [InlineData("<iframe src=//evil.example></iframe>")]
    public void Nothing_in_it_can_run_or_fetch(string markdown) => Assert.Empty(Dangers(markdown));

    [Fact]
    public void Whatever_is_thrown_at_it() => Gen.OneOf(Gen.String, Gen.OneOfConst(
        "<script>", "</script>", "<img src=x onerror=a>", "[a](", "javascript:", ")", "`", "```\n", "<svg/onload=a>", "<!--", "-->", "&#x6a;", "\"", "'", "\n\n", "|", "|-|", "<a href=", "![", "]("))
        .Array[0, 12].Select(string.Concat).Sample(markdown => Dangers(markdown).Count == 0, iter: 500);

    private static List<string> Dangers(string markdown) =>
    [
        .. new HtmlParser().ParseDocument($"<base href=https://usher.example>{Markdown.ToHtml(markdown)}").Body!.QuerySelectorAll("*")
            .Where(element => element.LocalName is "script" or "style" or "img" or "svg" or "iframe" or "object" or "form" or "input"
                || element.Attributes.Any(attribute => attribute.Name is not ("href" or "rel" or "start"))
                || element is IHtmlAnchorElement { Protocol: not ("http:" or "https:" or "mailto:"), Href.Length: > 0 })
            .Select(element => element.OuterHtml),
    ];
}
