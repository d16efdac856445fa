using System.Text.Json;
using Microsoft.Playwright;

namespace Usher.Tests.Browser;

/// <summary>The API as a page's own script calls it: with the sign-in's cookie and the page's antiforgery token.</summary>
internal static class PageCalls
{
    private const string Script = """
        async ([method, path, body]) => {
            const antiforgery = document.querySelector("meta[name=antiforgery]").content;
            const headers = { "Content-Type": "application/json", "X-Usher-Antiforgery": antiforgery };
            const answer = await fetch("/api/v1" + path, { method, headers, body });
            if (!answer.ok) throw new Error(answer.status + " " + await answer.text());
            return answer.json();
        }
        """;

    public static async Task<JsonElement> Call(this IPage page, string method, string path, object body) =>
        await page.EvaluateAsync<JsonElement>(Script, new object[] { method, path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web) });
}
