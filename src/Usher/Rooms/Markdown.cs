using Ganss.Xss;
using Markdig;
using Markdig.Syntax;
using Microsoft.Extensions.Caching.Memory;

namespace Usher.Rooms;

/// <summary>
/// Descriptions as HTML. Twice safe: the parser knows no raw HTML, and what it makes passes an allow-list. Images are left
/// out, for a page asks nothing of third parties.
/// </summary>
public sealed class Markdown : IDisposable
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UseAutoLinks().UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    private static readonly HtmlSanitizer AllowList = MakeAllowList();

    private readonly MemoryCache rendered = new(new MemoryCacheOptions { SizeLimit = 8_000_000 });

    /// <summary>A room's description, rendered once for each version of the room.</summary>
    public string Description(Room room) => room.Description.Length == 0 ? "" : rendered.GetOrCreate((room.Id, room.Version), entry =>
    {
        var html = ToHtml(room.Description);
        entry.Size = html.Length;
        return html;
    })!;

    public static string ToHtml(string markdown)
    {
        var document = Markdig.Markdown.Parse(markdown, Pipeline);
        // The page has a title and a heading over the description already.
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.Level = Math.Min(6, heading.Level + 2);
        return AllowList.Sanitize(document.ToHtml(Pipeline));
    }

    public void Dispose() => rendered.Dispose();

    private static HtmlSanitizer MakeAllowList()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
            {
                "p", "br", "strong", "em", "del", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "a",
                "table", "thead", "tbody", "tr", "th", "td",
            },
            AllowedAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href", "start" },
            AllowedSchemes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "href" },
        });
        sanitizer.PostProcessNode += (_, processed) =>
        {
            if (processed.Node is AngleSharp.Html.Dom.IHtmlAnchorElement link) link.SetAttribute("rel", "noopener noreferrer nofollow ugc");
        };
        return sanitizer;
    }
}
