using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Settings;

/// <summary>A module as it is in force.</summary>
/// <param name="Version">Counts the changes of admins; 0 as long as there was none.</param>
/// <param name="Fixed">The names of the settings that configuration fixes.</param>
public sealed record ModuleInForce(ModuleOfSettings Module, JsonObject Values, int Version, IReadOnlyList<string> Fixed);

/// <summary>
/// The site's settings, by module: the defaults in code, over them what an admin changed (kept in the database), over them what
/// configuration fixes (<c>Usher:Settings:MODULE:NAME</c>). A change is in force at once here, and within two seconds on other nodes.
/// </summary>
public sealed class SiteSettings(IDbContextFactory<UsherDb> databases, WriteDoor door, IConfiguration configuration, TimeProvider time, IEnumerable<OptionsOfSetting>? options = null)
{
    private const int Tries = 5;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private volatile Reading? last;

    public ValueTask<InvitationSettings> Invitations() => Of<InvitationSettings>();

    public ValueTask<ThemingSettings> Theming() => Of<ThemingSettings>();

    public ValueTask<SiteSettingsModule> Site() => Of<SiteSettingsModule>();

    /// <summary>The module that is kept in this record.</summary>
    public async ValueTask<T> Of<T>() where T : class => (T)(await Read()).Records[typeof(T)];

    /// <summary>A module as it is in force; null if there is no such module.</summary>
    public async ValueTask<ModuleInForce?> Module(string name)
    {
        if (SettingsCatalogue.Find(name) is not { } module) return null;
        var found = (await Read()).Modules[name];
        return new(module, found.Values.DeepClone().AsObject(), found.Version, Fixed(name));
    }

    /// <summary>The names that configuration fixes in a module.</summary>
    public IReadOnlyList<string> Fixed(string module) =>
        [.. configuration.GetSection($"Usher:Settings:{module}").GetChildren().Select(child => Setting.Camel(child.Key))];

    /// <summary>Changes some settings of a module; all of them or none.</summary>
    /// <param name="version">The version that was edited; null to change whatever is there.</param>
    public async Task<Outcome<ModuleInForce>> Change(string name, JsonObject changes, string by, string? from, int? version = null)
    {
        if (SettingsCatalogue.Find(name) is not { } module) return CommonProblems.NotFound;
        if (SettingsRules.ErrorsOf(module, changes, Fixed(name)) is { } problem) return problem;
        var outcome = await ChangeOnce(module, changes, by, from, version);
        // Whoever named no version is not told of a race, but comes after it.
        for (var tries = 1; tries < Tries && version is null && outcome.Problem == CommonProblems.Stale; tries++)
            outcome = await ChangeOnce(module, changes, by, from, version);
        if (outcome.Problem is { } refusal) return refusal;
        last = null;
        return (await Module(name))!;
    }

    private async Task<Outcome<Done>> ChangeOnce(ModuleOfSettings module, JsonObject changes, string by, string? from, int? version)
    {
        try
        {
            return await door.Write(db => Write(db, module, changes, by, from, version));
        }
        catch (DbUpdateException fault) when (fault.IsDuplicate())
        {
            return CommonProblems.Stale;
        }
    }

    private async Task<Outcome<Done>> Write(UsherDb db, ModuleOfSettings module, JsonObject changes, string by, string? from, int? version)
    {
        var row = await db.Set<SettingsModule>().AsNoTracking().SingleOrDefaultAsync(row => row.Name == module.Name);
        if (version is { } edited && edited != (row?.Version ?? 0)) return CommonProblems.Stale;
        var before = InForce(module, row?.Values);
        var changed = changes.Where(change => !JsonNode.DeepEquals(before[change.Key], change.Value)).ToList();
        if (changed.Count == 0) return new Done();
        var (stored, after) = (StoredOf(row?.Values), before.DeepClone().AsObject());
        foreach (var (name, value) in changed) (stored[name], after[name]) = (value?.DeepClone(), value?.DeepClone());
        if ((SettingsRules.ErrorsOf(module, after) ?? await ImageErrors(db, module, changed) ?? await ChoiceErrors(db, module, changed)) is { } problem) return problem;
        if (!await Store(db, module.Name, stored.ToJsonString(), row?.Version)) return CommonProblems.Stale;
        foreach (var (name, value) in changed) db.Add(Line(module, name, before[name], value, by, from));
        return new Done();
    }

    private static async Task<Problem?> ImageErrors(UsherDb db, ModuleOfSettings module, IEnumerable<KeyValuePair<string, JsonNode?>> changed)
    {
        var errors = new FieldErrors();
        foreach (var (name, value) in changed)
        {
            if (value is null || module.Find(name)!.Kind is not SettingKind.Image) continue;
            var image = value.GetValue<string>();
            errors.Require(await db.Set<SiteImage>().AnyAsync(kept => kept.Name == image), name, "There is no such image. Send it first.");
        }
        return errors.Problem;
    }

    private async Task<Problem?> ChoiceErrors(UsherDb db, ModuleOfSettings module, IReadOnlyList<KeyValuePair<string, JsonNode?>> changed)
    {
        var errors = new FieldErrors();
        foreach (var one in (options ?? []).Where(one => one.Module == module.Name && one.IsComplete))
        {
            if (changed.FirstOrDefault(change => change.Key == one.Name).Value is not { } value) continue;
            var choices = await one.Read(db, CancellationToken.None);
            var chosen = value is JsonArray several ? several.Select(element => element?.ToString()) : [value.ToString()];
            errors.Require(chosen.All(name => choices.Any(choice => choice.Value == name)), one.Name, "Choose one of these.");
        }
        return errors.Problem;
    }

    // The version found is repeated in the WHERE: of two who change at once, one is told.
    private static async Task<bool> Store(UsherDb db, string name, string values, int? version)
    {
        if (version is null)
        {
            db.Add(new SettingsModule { Name = name, Values = values });
            return true;
        }
        return await db.Set<SettingsModule>().Where(row => row.Name == name && row.Version == version)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Values, values).SetProperty(row => row.Version, version + 1)) == 1;
    }

    private AuditLine Line(ModuleOfSettings module, string name, JsonNode? before, JsonNode? after, string by, string? from) => new()
    {
        At = time.Now(),
        By = by,
        What = "settings.changed",
        On = $"{module.Name}.{name}",
        Detail = $"{Short(before)} → {Short(after)}",
        From = from,
    };

    private static string Short(JsonNode? value)
    {
        const int most = 240;
        var text = value?.ToJsonString() ?? "none";
        return text.Length <= most ? text : text[..most] + "…";
    }

    private async ValueTask<Reading> Read()
    {
        if (last is { } reading && time.GetUtcNow() - reading.At < Fresh) return reading;
        await using var db = await databases.CreateDbContextAsync();
        var stored = await db.Set<SettingsModule>().AsNoTracking().ToDictionaryAsync(row => row.Name);
        var modules = SettingsCatalogue.Modules.ToDictionary(
            module => module.Name,
            module => (Values: InForce(module, stored.GetValueOrDefault(module.Name)?.Values), stored.GetValueOrDefault(module.Name)?.Version ?? 0),
            StringComparer.Ordinal);
        var records = SettingsCatalogue.Modules.ToDictionary(module => module.Type, module => modules[module.Name].Values.Deserialize(module.Type, SettingsCatalogue.Json)!);
        return last = new Reading(time.GetUtcNow(), modules, records);
    }

    private JsonObject InForce(ModuleOfSettings module, string? stored)
    {
        var values = SettingsCatalogue.Write(Activator.CreateInstance(module.Type)!, module.Type);
        // What another version of the program stored, and this one does not know or would not take, is as if it were not there.
        foreach (var (name, value) in StoredOf(stored))
            if (module.Find(name) is not null && Fits(module, name, value)) values[name] = value?.DeepClone();
        // What configuration fixes is bound by its own rules (numbers and switches arrive as text).
        var held = Fixed(module.Name);
        if (held.Count == 0) return values;
        var bound = SettingsCatalogue.Write(configuration.GetSection($"Usher:Settings:{module.Name}").Get(module.Type)!, module.Type);
        foreach (var name in held.Where(name => module.Find(name) is not null)) values[name] = bound[name]?.DeepClone();
        return values;
    }

    private static JsonObject StoredOf(string? stored) => stored is null ? [] : JsonNode.Parse(stored)!.AsObject();

    private static bool Fits(ModuleOfSettings module, string name, JsonNode? value)
    {
        try
        {
            return new JsonObject { [name] = value?.DeepClone() }.Deserialize(module.Type, SettingsCatalogue.Json) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed record Reading(DateTimeOffset At, Dictionary<string, (JsonObject Values, int Version)> Modules, Dictionary<Type, object> Records);
}
