using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Usher.Data;

namespace Usher.Settings;

/// <summary>
/// The site's settings, by module: the defaults in code, over them what an admin changed (kept in the database), over them what
/// configuration fixes (<c>Usher:Settings:MODULE:NAME</c>). A change is in force at once here, and within two seconds on other nodes.
/// </summary>
public sealed class SiteSettings(IDbContextFactory<UsherDb> databases, WriteDoor door, IConfiguration configuration, TimeProvider time)
{
    /// <summary>Every module there is, by its name in the API.</summary>
    public static readonly IReadOnlyDictionary<string, Type> Modules = new Dictionary<string, Type>
    {
        ["invitations"] = typeof(InvitationSettings),
        ["theming"] = typeof(ThemingSettings),
        ["site"] = typeof(SiteSettingsModule),
    };

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private volatile Reading? last;

    public async ValueTask<InvitationSettings> Invitations() => (await Read()).Of<InvitationSettings>();

    public async ValueTask<ThemingSettings> Theming() => (await Read()).Of<ThemingSettings>();

    public async ValueTask<SiteSettingsModule> Site() => (await Read()).Of<SiteSettingsModule>();

    /// <summary>A module as it is in force; null if there is no such module.</summary>
    public async ValueTask<JsonObject?> Module(string name) =>
        Modules.ContainsKey(name) ? (await Read()).Modules[name].DeepClone().AsObject() : null;

    /// <summary>The names that configuration fixes in a module.</summary>
    public IReadOnlyList<string> Fixed(string module) => [.. configuration.GetSection($"Usher:Settings:{module}").GetChildren().Select(child => Camel(child.Key))];

    /// <summary>Changes some settings of a module; all of them or none.</summary>
    public async Task<Outcome<JsonObject>> Change(string module, JsonObject changes, string by, string? from)
    {
        if (!Modules.TryGetValue(module, out var type)) return CommonProblems.NotFound;
        if (Check(module, type, changes) is { } problem) return problem;
        await door.Write(async db =>
        {
            var row = await db.Set<SettingsModule>().SingleOrDefaultAsync(row => row.Name == module);
            if (row is null) db.Add(row = new SettingsModule { Name = module, Values = "{}", Version = 0 });
            var values = JsonNode.Parse(row.Values)!.AsObject();
            foreach (var (name, value) in changes) values[name] = value?.DeepClone();
            (row.Values, row.Version) = (values.ToJsonString(), row.Version + 1);
            db.Add(new AuditLine { At = time.Now(), By = by, What = "settings.changed", On = module, Detail = Cut(changes.ToJsonString()), From = from });
        });
        last = null;
        return (await Module(module))!;
    }

    private Problem? Check(string module, Type type, JsonObject changes)
    {
        var errors = new FieldErrors();
        var names = type.GetProperties().ToDictionary(property => Camel(property.Name));
        var held = Fixed(module);
        foreach (var (name, value) in changes)
        {
            if (!names.TryGetValue(name, out var property)) errors.Add(name, "There is no such setting.");
            else if (held.Contains(name)) errors.Add(name, "The site's configuration fixes this.");
            else if (!Fits(type, name, value)) errors.Add(name, "This is no value of this setting's type.");
            else if (property.GetCustomAttributes(false).OfType<RangeAttribute>().FirstOrDefault() is { } range
                     && value?.GetValue<int>() is var number && (number < range.Least || number > range.Most || number == 0 && range.Least < 0))
                errors.Add(name, $"From {range.Least} to {range.Most}.");
        }
        // Records and lists are given whole; what is wrong within them is said of the very entry.
        if (errors.Problem is null && changes.Deserialize(type, Json) is ISelfChecking values) values.Check(errors);
        return errors.Problem;
    }

    private static bool Fits(Type type, string name, JsonNode? value)
    {
        try
        {
            return new JsonObject { [name] = value?.DeepClone() }.Deserialize(type, Json) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async ValueTask<Reading> Read()
    {
        if (last is { } reading && time.GetUtcNow() - reading.At < Fresh) return reading;
        await using var db = await databases.CreateDbContextAsync();
        var stored = await db.Set<SettingsModule>().ToDictionaryAsync(row => row.Name, row => row.Values);
        var modules = Modules.ToDictionary(module => module.Key, module => InForce(module.Key, module.Value, stored.GetValueOrDefault(module.Key)));
        var values = Modules.ToDictionary(module => module.Value, module => modules[module.Key].Deserialize(module.Value, Json)!);
        return last = new Reading(time.GetUtcNow(), modules, values);
    }

    private JsonObject InForce(string module, Type type, string? stored)
    {
        var values = JsonSerializer.SerializeToNode(Activator.CreateInstance(type), type, Json)!.AsObject();
        if (stored is not null)
            foreach (var (name, value) in JsonNode.Parse(stored)!.AsObject()) values[name] = value?.DeepClone();
        // What configuration fixes is bound by its own rules (numbers and switches arrive as text).
        var held = JsonSerializer.SerializeToNode(configuration.GetSection($"Usher:Settings:{module}").Get(type), type, Json)?.AsObject();
        foreach (var name in Fixed(module)) values[name] = held?[name]?.DeepClone();
        return values;
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    private static string Cut(string text) => text.Length <= 500 ? text : text[..500];

    private sealed record Reading(DateTimeOffset At, Dictionary<string, JsonObject> Modules, Dictionary<Type, object> Values)
    {
        public T Of<T>() => (T)Values[typeof(T)];
    }
}
