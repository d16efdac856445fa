using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Web;

namespace Usher.Accounts;

/// <summary>What the forms about one person send, each a part of it: properties, since a constructor would ask for all of them.</summary>
public sealed record PersonForm
{
    public static readonly PersonForm Empty = new();

    public string? Email { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? SiteRole { get; init; }
    public string? Password { get; init; }

    public override string ToString() => Email ?? "";
}

/// <summary>The pages on which an admin looks after the site's accounts.</summary>
internal static class PeoplePages
{
    public const string Path = "/admin/people";

    /// <summary>Where a person is erased, with an account or without.</summary>
    public const string ErasePath = $"{Path}/erase";

    private const int PageLength = 50;

    public static void MapPeoplePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(AdminSections.Start, () => Page.Of<AdminPage>()).RequireAdmin();
        var people = pages.MapGroup(Path).RequireAdmin();
        people.MapGet("", List);
        people.MapGet("/new", (ForgottenPassword forgotten) => Page.Of<NewPersonPage>(new { Form = PersonForm.Empty, MailsLinks = forgotten.CanHelp }));
        people.MapPost("/new", Create);
        people.MapGet("/import", (ForgottenPassword forgotten) => Page.Of<ImportPage>(new { MailsLinks = forgotten.CanHelp }));
        people.MapPost("/import", Import).WithMetadata(new RequestSizeLimitAttribute(4 * ImportFile.Largest));
        people.MapGet("/{account}", Show);
        people.MapPost("/{account}", Save);
        people.MapPost("/{account}/password", SetPassword);
        people.MapPost("/{account}/password-link", MailLink);
        people.MapPost("/{account}/disable", (AccountId account, HttpContext context, UsherDb db, EditAccount edit, ForgottenPassword forgotten) => Change(account, new(Disabled: true), "state", context, db, edit, forgotten));
        people.MapPost("/{account}/enable", (AccountId account, HttpContext context, UsherDb db, EditAccount edit, ForgottenPassword forgotten) => Change(account, new(Disabled: false), "state", context, db, edit, forgotten));
    }

    private static async Task<IResult> List(string? query, string? role, string? state, string? cursor, UsherDb db)
    {
        var search = new PeopleSearch(query, AccountWords.RoleOf(role), AccountWords.DisabledOf(state), AccountId.TryParse(cursor, null, out var before) ? before : null);
        var rows = await db.PeopleFound(search, PageLength + 1);
        return Page.Of<PeoplePage>(new { Search = search, Rows = rows.Take(PageLength).ToList(), Next = rows.Count > PageLength ? rows[PageLength - 1].Id : (AccountId?)null });
    }

    private static async Task<IResult> Create([FromForm] PersonForm form, HttpContext context, CreateAccount create, ForgottenPassword forgotten)
    {
        if (AccountWords.RoleOf(form.SiteRole) is not { } role) return Page.Of<NewPersonPage>(new { Form = form, MailsLinks = forgotten.CanHelp, Problem = CommonProblems.Fields }, 422);
        var wanted = new NewAccount(form.Email ?? "", form.FirstName ?? "", form.LastName ?? "", role, string.IsNullOrEmpty(form.Password) ? null : form.Password);
        var made = await create.Create(wanted, context.Actor().Id, context.From());
        if (made.Problem is { } problem) return Page.Of<NewPersonPage>(new { Form = form, MailsLinks = forgotten.CanHelp, Problem = problem }, problem.Status);
        var mails = wanted.Password is null && forgotten.CanHelp;
        if (mails) await forgotten.Ask(made.Value.Email!, context.From());
        return TypedResults.LocalRedirect($"{Path}/{made.Value.Id}?done={(mails ? "mailed" : "made")}");
    }

    private static Task<IResult> Show(AccountId account, string? done, UsherDb db, ForgottenPassword forgotten) => One(account, db, forgotten, done: done);

    private static Task<IResult> Save(AccountId account, [FromForm] PersonForm form, HttpContext context, UsherDb db, EditAccount edit, ForgottenPassword forgotten) =>
        Change(account, new(form.FirstName ?? "", form.LastName ?? "", AccountWords.RoleOf(form.SiteRole)), "details", context, db, edit, forgotten);

    private static Task<IResult> SetPassword(AccountId account, [FromForm] PersonForm form, HttpContext context, UsherDb db, EditAccount edit, ForgottenPassword forgotten) =>
        Change(account, new(Password: form.Password ?? ""), "password", context, db, edit, forgotten);

    private static async Task<IResult> Change(AccountId account, UserChanges changes, string what, HttpContext context, UsherDb db, EditAccount edit, ForgottenPassword forgotten)
    {
        var edited = await edit.Edit(account, changes, context.Actor());
        return edited.Problem is { } problem ? await One(account, db, forgotten, problem, changes) : TypedResults.LocalRedirect($"{Path}/{account}?done={what}");
    }

    /// <summary>Their own way to a password, which no admin needs to know.</summary>
    private static async Task<IResult> MailLink(AccountId account, HttpContext context, UsherDb db, ForgottenPassword forgotten)
    {
        var email = await db.Accounts.Where(one => one.Id == account && one.DisabledAt == null).Select(one => one.Email).FirstOrDefaultAsync();
        if (email is null || !forgotten.CanHelp) return CommonProblems.NotFound.ToPage();
        await forgotten.Ask(email, context.From());
        return TypedResults.LocalRedirect($"{Path}/{account}?done=mailed");
    }

    private static async Task<IResult> One(AccountId id, UsherDb db, ForgottenPassword forgotten, Problem? problem = null, UserChanges? typed = null, string? done = null)
    {
        if (await db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.Id == id) is not { } account) return CommonProblems.NotFound.ToPage();
        var signIns = await db.SignIns.CountAsync(signIn => signIn.AccountId == id && signIn.EndedAt == null);
        var tokens = await db.PersonalTokens.CountAsync(token => token.AccountId == id && token.RevokedAt == null);
        var passkeys = await db.Passkeys.CountAsync(passkey => passkey.UserId == id);
        return Page.Of<PersonPage>(new { Person = account, MailsLinks = forgotten.CanHelp, Groups = await db.GroupsOf(id), SignIns = signIns, Tokens = tokens, Passkeys = passkeys, Problem = problem, Typed = typed, Done = done }, problem?.Status ?? 200);
    }

    private static async Task<IResult> Import(HttpContext context, UsherDb db, ImportAccounts import, ForgottenPassword forgotten)
    {
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var text = await TextOf(sent, context.RequestAborted);
        var read = ImportFile.Read(text);
        if (read.Problem is { } problem) return Page.Of<ImportPage>(new { Text = text.Length <= ImportFile.Largest ? text : "", MailsLinks = forgotten.CanHelp, Problem = problem }, problem.Status);
        if (!sent.ContainsKey("import")) return Page.Of<ImportPage>(new { Text = text, MailsLinks = forgotten.CanHelp, Rows = await ImportAccounts.Preview(db, read.Value, context.RequestAborted) });
        var rows = await import.Import(read.Value, context.Actor());
        if (sent.ContainsKey("mail") && forgotten.CanHelp)
            foreach (var row in rows.Where(row => row.Verdict is ImportVerdict.New)) await forgotten.Ask(row.Email, context.From());
        return Page.Of<ImportPage>(new { Rows = rows, Imported = true });
    }

    /// <summary>A file, if one was sent, or what was pasted.</summary>
    private static async Task<string> TextOf(IFormCollection sent, CancellationToken cancel)
    {
        if (sent.Files.GetFile("file") is not { Length: > 0 } file) return sent["text"].ToString();
        using var reader = new StreamReader(file.OpenReadStream());
        return await reader.ReadToEndAsync(cancel);
    }
}
