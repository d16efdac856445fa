using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;

namespace Usher.EmailTemplates;

/// <summary>Keeps templates: each save is a version, none is lost, and none is kept that would leave somebody without their link.</summary>
public sealed class SaveTemplate(IDbContextFactory<UsherDb> databases, WriteDoor door, IEnumerable<TemplateKind> kinds)
{
    public const int Most = 200;

    public async Task<Outcome<EmailTemplateId>> Create(string kind, string name, TemplateContent content, Actor by)
    {
        if (Check(kind, name, content) is { } problem) return problem;
        var template = new EmailTemplate { Id = EmailTemplateId.New(by.At), Kind = kind, Name = name.Trim(), CreatedAt = by.At };
        try
        {
            return await door.Write<Outcome<EmailTemplateId>>(async db =>
            {
                if (await db.EmailTemplates.CountAsync() >= Most) return EmailTemplateProblems.TooMany;
                db.Add(template);
                db.Add(VersionOf(template.Id, 1, content.Stored, by));
                db.Add(by.Did("email-template.created", template.Id, template.Name));
                return template.Id;
            });
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return EmailTemplateProblems.NameTaken;
        }
    }

    /// <param name="name">Null to leave it.</param>
    /// <param name="change">What the content becomes, from what it is.</param>
    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    public async Task<Outcome<int>> Change(EmailTemplateId id, string? name, Func<TemplateContent, TemplateContent> change, int? version, Actor by)
    {
        if (await Find(id) is not { } found) return EmailTemplateProblems.Unknown;
        var content = change(found.Content);
        if (Check(found.Kind, name ?? found.Name, content) is { } problem) return problem;
        return await Save(id, (name ?? found.Name).Trim(), content.Stored, null, version ?? found.Version, by);
    }

    /// <summary>Brings an earlier version back, as a new one.</summary>
    public async Task<Outcome<int>> Restore(EmailTemplateId id, int earlier, int? version, Actor by)
    {
        if (await Find(id) is not { } found) return EmailTemplateProblems.Unknown;
        await using var db = await databases.CreateDbContextAsync();
        var content = await db.EmailTemplateVersions.Where(one => one.TemplateId == id && one.Version == earlier).Select(one => one.Content).SingleOrDefaultAsync();
        return content is null ? EmailTemplateProblems.Unknown : await Save(id, found.Name, content, earlier, version ?? found.Version, by);
    }

    public async Task<Outcome<Done>> Delete(EmailTemplateId id, int? version, Actor by) => await door.Write<Outcome<Done>>(async db =>
    {
        if (await db.EmailTemplates.Where(one => one.Id == id).Select(one => one.Name).SingleOrDefaultAsync() is not { } name) return EmailTemplateProblems.Unknown;
        // The row first: an edit at the same moment comes before it and makes it stale, or after it and finds nothing.
        var held = await db.EmailTemplates.Where(one => one.Id == id && (version == null || one.Version == version))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, one => one.Version + 1));
        if (held == 0) return CommonProblems.Stale;
        await db.EmailTemplateVersions.Where(one => one.TemplateId == id).ExecuteDeleteAsync();
        await db.EmailTemplates.Where(one => one.Id == id).ExecuteDeleteAsync();
        db.Add(by.Did("email-template.deleted", id, name));
        return new Done();
    });

    private async Task<Outcome<int>> Save(EmailTemplateId id, string name, string content, int? restoredFrom, int version, Actor by)
    {
        try
        {
            return await door.Write<Outcome<int>>(async db =>
            {
                var saved = await db.EmailTemplates.Where(one => one.Id == id && one.Version == version)
                    .ExecuteUpdateAsync(set => set.SetProperty(one => one.Version, version + 1).SetProperty(one => one.Name, name));
                if (saved == 0) return CommonProblems.Stale;
                db.Add(VersionOf(id, version + 1, content, by, restoredFrom));
                db.Add(by.Did(restoredFrom is null ? "email-template.saved" : "email-template.restored", id, $"{name}, version {version + 1}"));
                return version + 1;
            });
        }
        catch (Exception fault) when ((fault as DbUpdateException ?? new DbUpdateException("", fault)).IsDuplicate())
        {
            return EmailTemplateProblems.NameTaken;
        }
    }

    private async Task<(string Kind, string Name, int Version, TemplateContent Content)?> Find(EmailTemplateId id)
    {
        await using var db = await databases.CreateDbContextAsync();
        var found = await db.EmailTemplateVersions.AsNoTracking().Where(one => one.TemplateId == id && one.Version == one.Template!.Version)
            .Select(one => new { one.Template!.Kind, one.Template.Name, one.Version, one.Content }).SingleOrDefaultAsync();
        return found is null ? null : (found.Kind, found.Name, found.Version, TemplateContent.Of(found.Content));
    }

    private Problem? Check(string kind, string name, TemplateContent content)
    {
        var errors = new FieldErrors();
        errors.Require(name.Trim().Length is >= 1 and <= EmailTemplate.NameLength, "name", $"From 1 to {EmailTemplate.NameLength} characters.");
        if (kinds.FirstOrDefault(one => one.Name == kind) is { } known) CheckTemplate.Check(content, known, errors);
        else errors.Add("kind", "There is no such kind of mail.");
        return errors.Problem;
    }

    private static EmailTemplateVersion VersionOf(EmailTemplateId id, int version, string content, Actor by, int? restoredFrom = null) => new()
    {
        TemplateId = id,
        Version = version,
        Content = content,
        SavedAt = by.At,
        SavedById = by.Id,
        RestoredFrom = restoredFrom,
    };
}
