using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Settings;

namespace Usher.EmailTemplates;

/// <summary>A template as lists show it.</summary>
/// <param name="Id">Its id, or <c>built-in</c> for the one that comes with the site.</param>
/// <param name="Kind">The kind of mail that it words.</param>
/// <param name="Version">For <c>If-Match</c>; 0 for the built-in one, which never changes.</param>
/// <param name="Chosen">Whether invitations use it.</param>
public sealed record TemplateSummary(string Id, string Kind, string Name, int Version, IReadOnlyList<string> Languages, DateTimeOffset? SavedAt, bool Chosen);

/// <summary>A template with all that it says.</summary>
public sealed record TemplateView(string Id, string Kind, string Name, int Version, string Fallback, IReadOnlyList<TemplateText> Texts)
{
    internal TemplateContent Content => new(Fallback, Texts);
}

/// <summary>A version that a template had.</summary>
/// <param name="RestoredFrom">The version that it brought back; null when it was written.</param>
public sealed record TemplateVersionView(int Version, DateTimeOffset SavedAt, string SavedBy, int? RestoredFrom);

/// <summary>Reads templates for pages and the API.</summary>
internal static class TemplateQueries
{
    private const int MostVersions = 200;
    private const string BuiltInName = "The site's own";

    public static async Task<IReadOnlyList<TemplateSummary>> TemplatesOf(this UsherDb db, IEnumerable<TemplateKind> kinds, InvitationSettings site, CancellationToken cancel = default)
    {
        var rows = await db.EmailTemplateVersions.AsNoTracking().Where(one => one.Version == one.Template!.Version)
            .OrderBy(one => one.Template!.Name).Select(one => new { one.TemplateId, one.Template!.Kind, one.Template.Name, one.Version, one.Content, one.SavedAt }).ToListAsync(cancel);
        return
        [
            .. kinds.Select(kind => new TemplateSummary(
                InvitationSettings.BuiltInTemplate, kind.Name, BuiltInName, 0, ["en"], null, site.InviteEmailTemplate == InvitationSettings.BuiltInTemplate)),
            .. rows.Select(row => new TemplateSummary(
                row.TemplateId.ToString(), row.Kind, row.Name, row.Version, [.. TemplateContent.Of(row.Content).Texts.Select(text => text.Language)], row.SavedAt,
                site.InviteEmailTemplate == row.TemplateId.ToString())),
        ];
    }

    /// <param name="id">An id, or <c>built-in</c>.</param>
    /// <param name="version">Null: the one that counts.</param>
    public static async Task<TemplateView?> TemplateOf(this UsherDb db, string id, IEnumerable<TemplateKind> kinds, int? version = null, CancellationToken cancel = default)
    {
        if (id == InvitationSettings.BuiltInTemplate && version is null)
            return View(id, kinds.First().Name, BuiltInName, 0, TemplateContent.BuiltIn(kinds.First().Name));
        if (!EmailTemplateId.TryParse(id, null, out var known)) return null;
        var row = await db.EmailTemplateVersions.AsNoTracking()
            .Where(one => one.TemplateId == known && one.Version == (version ?? one.Template!.Version))
            .Select(one => new { one.Template!.Kind, one.Template.Name, one.Version, one.Content }).SingleOrDefaultAsync(cancel);
        return row is null ? null : View(id, row.Kind, row.Name, row.Version, TemplateContent.Of(row.Content));
    }

    public static async Task<IReadOnlyList<TemplateVersionView>> VersionsOf(this UsherDb db, EmailTemplateId id, CancellationToken cancel = default) =>
        await db.EmailTemplateVersions.AsNoTracking().Where(one => one.TemplateId == id).OrderByDescending(one => one.Version).Take(MostVersions)
            .Select(one => new TemplateVersionView(one.Version, one.SavedAt, one.SavedBy!.FirstName + " " + one.SavedBy.LastName, one.RestoredFrom)).ToListAsync(cancel);

    private static TemplateView View(string id, string kind, string name, int version, TemplateContent content) =>
        new(id, kind, name, version, content.Fallback, content.Texts);
}
