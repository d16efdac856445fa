using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Usher.Tests.Fixtures;

/// <summary>Somebody at a browser without script: opens pages, fills in forms, keeps cookies, follows redirects when asked to.</summary>
public sealed class Visitor : IDisposable
{
    public Visitor(Uri site)
    {
        Http = new HttpClient(Cookies) { BaseAddress = site };
        Http.DefaultRequestHeaders.Accept.ParseAdd("text/html,*/*;q=0.1");
    }

    public Cookies Cookies { get; } = new();

    /// <summary>For calls of the API; redirects are answers here.</summary>
    public HttpClient Http { get; }

    /// <summary>Acts with a personal token from now on.</summary>
    public Visitor WithToken(string token)
    {
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return this;
    }

    /// <summary>The page at this address, or where it leads.</summary>
    public async Task<Page> Open(string path) => await Arrive(await Http.GetAsync(path));

    /// <summary>
    /// Sends the one form that <paramref name="selector"/> finds, or that of the one button, with what it already holds and what is
    /// filled in here.
    /// </summary>
    public async Task<Page> Submit(Page page, string selector, params (string Name, string Value)[] fields)
    {
        // The form of languages, at the foot of every page, is meant only where it is named.
        var found = page.Document.QuerySelectorAll(selector).Single(one => one.Closest("form.languages") is null || selector.Contains("languages", StringComparison.Ordinal));
        var form = found as IHtmlFormElement ?? (IHtmlFormElement)found.Closest("form")!;
        var given = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var held = form.Elements.Where(Counts).Select(element => (Name: element.GetAttribute("name")!, Value: ValueOf(element)));
        using var content = new FormUrlEncodedContent(held.Where(field => !given.Contains(field.Name)).Concat(fields)
            .Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var action = (found.GetAttribute("formaction") ?? form.GetAttribute("action")) is { Length: > 0 } path ? path : page.Path;
        return await Arrive(await Http.PostAsync(action, content));
    }

    public void Dispose() => Http.Dispose();

    private static bool Counts(IElement element) => element.HasAttribute("name") && !element.HasAttribute("disabled")
        && element is not (IHtmlButtonElement or IHtmlInputElement { Type: "submit" or "file" } or IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false });

    private static string ValueOf(IElement element) => element switch
    {
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement text => text.Value,
        IHtmlSelectElement select => select.Value ?? "",
        _ => "",
    };

    /// <summary>Where an answer leads.</summary>
    public async Task<Page> Arrive(HttpResponseMessage response)
    {
        for (var hops = 0; hops < 5 && response.Headers.Location is { } next && (int)response.StatusCode is >= 300 and < 400; hops++)
        {
            response.Dispose();
            response = await Http.GetAsync(next);
        }
        using (response)
        {
            var document = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
            return new Page(response.StatusCode, response.RequestMessage!.RequestUri!.PathAndQuery, document);
        }
    }
}

/// <param name="Path">Where the visitor ended, after redirects.</param>
public sealed record Page(HttpStatusCode Status, string Path, IHtmlDocument Document)
{
    public string Text => string.Join(' ', (Document.Body?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
