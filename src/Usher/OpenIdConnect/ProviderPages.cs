using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.OpenIdConnect;

/// <summary>What the form of a provider holds: filled from one, or as an admin sent it.</summary>
public sealed record ProviderForm
{
    public string Key { get; init; } = "";
    public string Name { get; init; } = "";
    public string Issuer { get; init; } = "";
    public string ClientId { get; init; } = "";

    /// <summary>Empty: the one that is there stays.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>There shall be no secret any more.</summary>
    public bool NoSecret { get; init; }

    public bool VerifiesAddresses { get; init; }
    public string Domains { get; init; } = "";
    public NewAccounts NewAccounts { get; init; }
    public bool Disabled { get; init; }
    public int Version { get; init; }

    // Nobody reads the secret from a log line that happens to print the form.
    public override string ToString() => Key;

    internal ProviderDetails ToDetails(bool whole) => new(
        whole ? Key.Trim() : null, Name, whole ? Issuer : null, ClientId, NoSecret ? "" : ClientSecret is { Length: > 0 } secret ? secret : null, VerifiesAddresses,
        Domains.Split(['\n', '\r', ' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), NewAccounts, Disabled);

    internal static ProviderForm Of(ProviderView one) => new()
    {
        Key = one.Key,
        Name = one.Name,
        Issuer = one.Issuer,
        ClientId = one.ClientId,
        VerifiesAddresses = one.VerifiesAddresses,
        Domains = string.Join('\n', one.Domains),
        NewAccounts = one.NewAccounts,
        Disabled = one.DisabledAt is not null,
        Version = one.Version,
    };
}

/// <summary>The admin's pages of OpenID Providers.</summary>
internal static class ProviderPages
{
    public const string Path = "/admin/open-id";

    public static void MapProviderPages(this IEndpointRouteBuilder pages)
    {
        var admin = pages.MapGroup(Path).RequireAdmin();
        admin.MapGet("", Overview);
        admin.MapGet("/new", (PublicAddress site) => Page.Of<ProviderFormPage>(new { Form = new ProviderForm(), RedirectUri = PatternOf(site) }));
        admin.MapPost("/new", Create);
        admin.MapGet("/{id}", Show);
        admin.MapPost("/{id}", Save);
        admin.MapGet("/{id}/remove", AskToRemove);
        admin.MapPost("/{id}/remove", Remove);
    }

    private static async Task<IResult> Overview(HttpContext context, UsherDb db, PublicAddress site)
    {
        var rows = await db.OpenIdProviders.AsNoTracking().OrderBy(one => one.Name).ToListAsync(context.RequestAborted);
        return Page.Of<ProvidersPage>(new { Rows = rows.ConvertAll(one => ProviderView.Of(one, site)) });
    }

    private static async Task<IResult> Create([FromForm] ProviderForm form, HttpContext context, SaveProvider save, PublicAddress site)
    {
        var made = await save.Create(form.ToDetails(whole: true), context.Actor(), context.RequestAborted);
        return made.Problem is { } problem
            ? Page.Of<ProviderFormPage>(new { Form = form, RedirectUri = PatternOf(site), Problem = problem }, problem.Status)
            : Results.LocalRedirect($"{Path}/{made.Value.Id}?added=true");
    }

    private static async Task<IResult> Show(OpenIdProviderId id, bool? added, HttpContext context, UsherDb db, PublicAddress site) =>
        await Find(id, context, db, site) is { } found
            ? Page.Of<ProviderFormPage>(new { Form = ProviderForm.Of(found), Provider = found, found.RedirectUri, Added = added ?? false })
            : OpenIdProblems.Unknown.ToPage();

    private static async Task<IResult> Save(OpenIdProviderId id, [FromForm] ProviderForm form, HttpContext context, SaveProvider save, UsherDb db, PublicAddress site)
    {
        var saved = await save.Edit(id, form.ToDetails(whole: false), form.Version, context.Actor());
        if (saved.Problem is not { } problem) return Results.LocalRedirect(Path);
        return await Find(id, context, db, site) is { } found
            ? Page.Of<ProviderFormPage>(new { Form = form with { Key = found.Key, Issuer = found.Issuer }, Provider = found, found.RedirectUri, Problem = problem }, problem.Status)
            : OpenIdProblems.Unknown.ToPage();
    }

    private static async Task<IResult> AskToRemove(OpenIdProviderId id, HttpContext context, UsherDb db, PublicAddress site) =>
        await Find(id, context, db, site) is { } found ? Page.Of<RemoveProviderPage>(new { Provider = found }) : OpenIdProblems.Unknown.ToPage();

    private static async Task<IResult> Remove(OpenIdProviderId id, HttpContext context, SaveProvider save) =>
        (await save.Remove(id, context.Actor())).Match(_ => Results.LocalRedirect(Path), problem => problem.ToPage());

    private static async Task<ProviderView?> Find(OpenIdProviderId id, HttpContext context, UsherDb db, PublicAddress site) =>
        await db.OpenIdProviders.AsNoTracking().FirstOrDefaultAsync(one => one.Id == id, context.RequestAborted) is { } found ? ProviderView.Of(found, site) : null;

    private static string PatternOf(PublicAddress site) => site.UrlOf(ProviderPaths.Back("…"));
}
