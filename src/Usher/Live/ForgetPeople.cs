using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>Takes people out of what is told of a live session: their names, and what they wrote. That they were there, and when, stays.</summary>
internal static class ForgetPeople
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="name">What stands in the place of theirs.</param>
    public static LiveState Forgetting(this LiveState state, IEnumerable<ParticipantId> people, string name) =>
        LiveJson.Read<LiveState>(In(LiveJson.Write(state), Ids(people), name));

    /// <summary>In the log and its snapshot, within a unit of work.</summary>
    public static async Task Forget(this UsherDb db, SessionId session, IReadOnlyCollection<ParticipantId> people, string name)
    {
        var ids = Ids(people);
        foreach (var id in ids)
        {
            foreach (var logged in await Naming(db, session, id).Select(logged => new { logged.Sequence, logged.Event }).ToListAsync())
            {
                var without = In(logged.Event, ids, name);
                await db.LiveEvents.Where(one => one.SessionId == session && one.Sequence == logged.Sequence).ExecuteUpdateAsync(set => set.SetProperty(one => one.Event, without));
            }
        }
        await db.LiveSnapshots.Where(one => one.SessionId == session && one.Format != LiveState.Format).ExecuteDeleteAsync();
        if (await db.LiveSnapshots.Where(one => one.SessionId == session).Select(one => one.State).FirstOrDefaultAsync() is not { } state) return;
        var kept = In(state, ids, name);
        await db.LiveSnapshots.Where(one => one.SessionId == session).ExecuteUpdateAsync(set => set.SetProperty(one => one.State, kept));
    }

    /// <summary>How many messages, questions and answers of theirs the log has.</summary>
    public static async Task<int> Writings(this UsherDb db, SessionId session, ParticipantId who, CancellationToken cancel = default)
    {
        var ids = Ids([who]);
        return (await Naming(db, session, who.ToString()).Select(logged => logged.Event).ToListAsync(cancel)).Count(logged => IsWriting(JsonNode.Parse(logged)!, ids));
    }

    private static IQueryable<LoggedEvent> Naming(UsherDb db, SessionId session, string id) =>
        db.LiveEvents.AsNoTracking().Where(logged => logged.SessionId == session && logged.Event.Contains(id));

    private static HashSet<string> Ids(IEnumerable<ParticipantId> people) => [.. people.Select(person => person.ToString())];

    private static string In(string json, HashSet<string> people, string name)
    {
        var root = JsonNode.Parse(json)!;
        Forget(root, people, name);
        return root.ToJsonString(Plain);
    }

    // Whatever has a writer is that writer's; what has an id and a name alone is a person.
    private static void Forget(JsonNode? node, HashSet<string> people, string name)
    {
        switch (node)
        {
            case JsonArray several:
                foreach (var one in several) Forget(one, people, name);
                break;
            case JsonObject one:
                if (Is(one.ContainsKey("by") ? one["by"] : one["id"], people))
                {
                    if (one.ContainsKey("name")) one["name"] = name;
                    if (one.ContainsKey("text")) one["text"] = "";
                }
                foreach (var (_, part) in one) Forget(part, people, name);
                break;
        }
    }

    private static bool IsWriting(JsonNode happened, HashSet<string> people) => (string?)happened["type"] switch
    {
        "said" => Is(happened["message"]?["by"], people),
        "asked" => Is(happened["question"]?["by"], people),
        "answered" => Is(happened["answer"]?["by"], people),
        "toldWaiting" => Is(happened["word"]?["by"], people) && happened["word"]?["text"]?.ToString() is { Length: > 0 },
        _ => false,
    };

    private static bool Is(JsonNode? id, HashSet<string> people) => id is JsonValue value && value.TryGetValue<string>(out var text) && people.Contains(text);
}

/// <summary>Reaches the sessions that are open now, wherever they are: a person who is to be erased is put out, and then forgotten.</summary>
public sealed class LiveMemory(IGrainFactory grains)
{
    private const int Tries = 3;

    /// <summary>Looks at once at what the database says now of somebody's right to be in.</summary>
    /// <returns>False if the session could not be reached: it looks by itself within ten seconds.</returns>
    public Task<bool> JudgeAgain(SessionId session, ParticipantId who) => Reach(session, grain => grain.Changed(who));

    /// <summary>Of what the session holds in memory, here and on the screens of those who are in. The log has been seen to.</summary>
    public Task<bool> Forget(SessionId session, IEnumerable<ParticipantId> people, string name)
    {
        var who = people.ToImmutableArray();
        return Reach(session, grain => grain.Forget(who, name));
    }

    private async Task<bool> Reach(SessionId session, Func<ISessionGrain, Task> what)
    {
        for (var left = Tries; left > 0; left--)
        {
            try
            {
                await what(grains.GetGrain<ISessionGrain>(session.Value));
                return true;
            }
            catch (Exception fault) when (fault is OrleansException or TimeoutException)
            {
                // Its node is on its way out: another has it in a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
        return false;
    }
}
