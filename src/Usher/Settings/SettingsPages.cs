using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Usher.Accounts;
using Usher.Data;
using Usher.Web;

namespace Usher.Settings;

/// <summary>A page for each module of the settings, made from the catalogue.</summary>
internal static class SettingsPages
{
    public const string Path = "/admin/settings";

    public static void MapSettingsPages(this IEndpointRouteBuilder pages)
    {
        var settings = pages.MapGroup($"{Path}/{{module}}").RequireAdmin();
        settings.MapGet("", Show);
        settings.MapPost("", Save).WithMetadata(new RequestSizeLimitAttribute(ChangeLogo.Largest + 64 * 1024));
    }

    private static async Task<IResult> Show(string module, HttpContext context, SiteSettings settings, IEnumerable<OptionsOfSetting> options, UsherDb db) =>
        await settings.Module(module) is { } found ? await Form(found, null, context, options, db) : CommonProblems.NotFound.ToPage();

    private static async Task<IResult> Save(string module, HttpContext context, SiteSettings settings, ChangeLogo logo, IEnumerable<OptionsOfSetting> options, UsherDb db)
    {
        if (await settings.Module(module) is not { } found) return CommonProblems.NotFound.ToPage();
        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var changes = SettingsForm.Read(sent, found.Module.Settings.Where(setting => !found.Fixed.Contains(setting.Name)));
        var version = int.TryParse(sent["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var edited) ? edited : -1;
        var problem = await AddImage(sent, found, changes, logo, context.RequestAborted);
        if (problem is null)
        {
            var by = context.Actor();
            problem = (await settings.Change(module, changes, by.Id.ToString(), by.From, version)).Problem;
            if (problem is null) return TypedResults.LocalRedirect($"{Path}/{module}?saved=yes");
        }
        // Shown again with the version that is there now: whoever then saves does so knowing.
        found = problem.Code == CommonProblems.Stale.Code ? (await settings.Module(module))! : found with { Version = version };
        return await Form(found, changes, context, options, db, problem);
    }

    /// <summary>An image that was sent becomes the setting's value by its name.</summary>
    private static async Task<Problem?> AddImage(IFormCollection sent, ModuleInForce found, JsonObject changes, ChangeLogo logo, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        foreach (var setting in found.Module.Settings.Where(setting => setting.Kind is SettingKind.Image && !found.Fixed.Contains(setting.Name)))
        {
            if (sent.ContainsKey($"{setting.Name}-remove")) changes[setting.Name] = null;
            if (sent.Files.GetFile(setting.Name) is not { Length: > 0 } file) continue;
            var bytes = new byte[Math.Min(file.Length, ChangeLogo.Largest + 1)];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(bytes, cancel);
            var kept = await logo.Keep(bytes, cancel);
            if (kept.Problem is { } problem) errors.Add(setting.Name, problem.Sentence);
            else changes[setting.Name] = kept.Value;
        }
        return errors.Problem;
    }

    private static async Task<IResult> Form(
        ModuleInForce found, JsonObject? typed, HttpContext context, IEnumerable<OptionsOfSetting> options, UsherDb db, Problem? problem = null)
    {
        var read = new Dictionary<string, IReadOnlyList<SettingOption>>(StringComparer.Ordinal);
        foreach (var one in options.Where(one => one.Module == found.Module.Name)) read[one.Name] = await one.Read(db, context.RequestAborted);
        return Page.Of<SettingsPage>(new { Found = found, Typed = typed, Options = read, Problem = problem }, problem?.Status ?? 200);
    }
}
