using System.Text;
using Usher.Web;

namespace Usher.Mail;

/// <summary>The demo's mailbox, for everybody's eyes.</summary>
internal static class MailboxEndpoints
{
    // A mail is a stranger's document: no script, no request to anywhere, an origin of its own, links in a new tab.
    internal const string MailPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
        "sandbox allow-popups allow-popups-to-escape-sandbox";

    public static void MapMailbox(this IEndpointRouteBuilder app)
    {
        var mailbox = app.MapGroup("/mailbox").AllowAnonymous();
        mailbox.MapGet("", async (Mailbox box) => Page.Of<MailboxPage>(new { Mails = await box.List() }));
        mailbox.MapGet("/{id}", Show);
        mailbox.MapGet("/{id}/html", ShowHtml);
        mailbox.MapGet("/{id}/files/{place:int}", Download);
    }

    private static async Task<IResult> Show(OutboxMailId id, Mailbox box, HttpContext http)
    {
        if (await box.Open(id) is not { } mail) return CommonProblems.NotFound.ToPage();
        http.AllowOwnFrames();
        return Page.Of<MailPage>(new { Mail = mail });
    }

    private static async Task<IResult> ShowHtml(OutboxMailId id, Mailbox box, HttpContext http)
    {
        if (await box.Open(id) is not { Html: { } html }) return CommonProblems.NotFound.ToPage();
        http.Response.Headers.ContentSecurityPolicy = MailPolicy;
        return TypedResults.Text(InFrame(html), "text/html", Encoding.UTF8);
    }

    /// <summary>With its links leading to a new tab.</summary>
    internal static string InFrame(string html)
    {
        var links = html.IndexOf("<head>", StringComparison.OrdinalIgnoreCase);
        return links >= 0 ? html.Insert(links + "<head>".Length, "<base target=\"_blank\">") : html;
    }

    private static async Task<IResult> Download(OutboxMailId id, int place, Mailbox box) =>
        await box.Open(id) is { } mail && mail.Files.ElementAtOrDefault(place) is { } file
            ? TypedResults.File(file.Bytes(), "application/octet-stream", file.FileName ?? "file")
            : CommonProblems.NotFound.ToPage();
}
