using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>
/// One session on this node: its connections, and its state as far as they were told. Each batch of events is written once for
/// all who see the same, however many listen, and events that arrive together travel together.
/// </summary>
internal sealed class NodeSession(SessionId session, LiveLog log, IHubContext<LiveHub> hub, Func<NodeSession, Task<long?>> report)
{
    /// <summary>Under load events gather for this long, so that the cost grows with people and not with people times messages.</summary>
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan ReportsApart = TimeSpan.FromMilliseconds(100);

    /// <summary>Who missed more than this is better off with a fresh view.</summary>
    private const int MostMissed = 500;

    private readonly Lock gate = new();
    private readonly Dictionary<ParticipantId, List<LiveConnection>> connections = [];
    private readonly WaitingConnections outside = new();
    private readonly List<(long Sequence, TaskCompletionSource Reached)> waiting = [];
    private readonly Channel<LiveBatch> arriving = Channel.CreateUnbounded<LiveBatch>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<bool> reports = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SightGroups groups = new(session);
    private LiveState state = LiveState.Empty;
    private Task? opening;
    private bool closed;

    /// <summary>Those who are connected here, and those who wait here to be let in.</summary>
    public ImmutableArray<ParticipantId> Present
    {
        get { lock (gate) return [.. connections.Keys, .. outside.People]; }
    }

    public SessionId Session => session;

    /// <summary>Reads the log, and tells what happens from then on; once.</summary>
    public Task Open()
    {
        lock (gate) return opening ??= Start();
    }

    /// <summary>Something happened.</summary>
    public void Hear(LiveBatch batch) => arriving.Writer.TryWrite(batch);

    /// <summary>Tells the authority who is here, within a moment.</summary>
    public void ReportSoon() => reports.Writer.TryWrite(true);

    /// <summary>Adds a connection, once the state has come to where its person entered.</summary>
    /// <returns>Null if its person is not in, if nobody was left here meanwhile and this is closed, or if the log cannot be read.</returns>
    public async Task<Seen?> Add(LiveConnection connection, long entered)
    {
        if (!await Reached(entered)) return null;
        lock (gate)
        {
            if (closed || state.Find(connection.Who) is not { Present: true } person) return null;
            if (!connections.TryGetValue(connection.Who, out var theirs)) connections[connection.Who] = theirs = [];
            theirs.Add(connection);
            Move(connection, GroupOf(person));
        }
        ReportSoon();
        return See(connection);
    }

    /// <summary>Those that are in by an account's sign-in or token.</summary>
    public List<LiveConnection> SignedIn
    {
        get { lock (gate) return [.. connections.Values.SelectMany(theirs => theirs).Where(connection => connection.By is not null)]; }
    }

    /// <summary>Closes one connection. Its person may be in by others.</summary>
    public void PutOut(LiveConnection connection, Problem why)
    {
        lock (gate) Move(connection, null);
        Drop(connection);
        _ = connection.PutOut(hub.Clients, why);
    }

    /// <summary>Adds a connection of somebody who waits to be let in: it is in no group, and gets what is for those outside alone.</summary>
    /// <returns>Null if its person does not wait any more, or this is closed.</returns>
    public async Task<WaitingView?> AddWaiting(LiveConnection connection, long asked)
    {
        if (!await Reached(asked)) return null;
        WaitingView view;
        lock (gate)
        {
            if (closed || !state.IsWaiting(connection.Who)) return null;
            view = WaitingView.For(state, connection.Who);
            outside.Add(connection, view);
        }
        ReportSoon();
        return view;
    }

    public void Drop(LiveConnection connection)
    {
        lock (gate)
        {
            outside.Drop(connection);
            var theirs = Of(connection.Who);
            if (theirs.Remove(connection) && theirs.Count == 0) connections.Remove(connection.Who);
        }
        ReportSoon();
    }

    /// <returns>Whether nobody is here, and from now on nobody can be.</returns>
    public bool CloseIfEmpty()
    {
        lock (gate)
        {
            if (connections.Count > 0 || !outside.IsEmpty) return false;
            closed = true;
        }
        reports.Writer.TryComplete();
        arriving.Writer.TryComplete();
        return true;
    }

    /// <summary>What this connection may see now; null once it is out.</summary>
    public Seen? See(LiveConnection connection)
    {
        lock (gate) return Of(connection.Who).Contains(connection) && state.Find(connection.Who) is { } person ? new(state, person) : null;
    }

    /// <summary>What somebody missed since an event, filtered by what they may see now; null when only a fresh view will do.</summary>
    public async Task<string?> Missed(Seen now, long after)
    {
        var (last, who) = (now.State.Sequence, now.Who);
        if (after > last || last - after > MostMissed) return null;
        var logged = await log.After(session, after, (int)(last - after));
        var events = logged.Select(json => (Json: json, Event: LiveJson.Read<LiveEvent>(json))).ToList();
        // With another role, what came before is to be seen in another light too.
        if (events.Exists(one => one.Event.Recasts(who))) return null;
        var sight = who.Sight(now.State.GuestsChat);
        return LiveJson.Array(events.Where(one => one.Event.Audience.Includes(who.Id, sight)).Select(one => one.Json));
    }

    private async Task Start()
    {
        // Told of everything from here on, and only then reading what was before: nothing falls between.
        await report(this);
        var read = await log.Load(session);
        lock (gate)
        {
            state = read;
            groups.Begin(read.Sequence);
        }
        _ = Task.Run(Listen);
        _ = Task.Run(Report);
    }

    /// <summary>One report after another, so that the last one is the last to arrive.</summary>
    private async Task Report()
    {
        await foreach (var _ in reports.Reader.ReadAllAsync())
        {
            await Task.Delay(ReportsApart);
            if (await report(this) is { } sequence) CatchUp(sequence);
        }
    }

    /// <summary>The authority has come this far; what has not been heard of is read in the log.</summary>
    private void CatchUp(long sequence)
    {
        lock (gate) if (sequence <= state.Sequence) return;
        Hear(new(sequence, []));
    }

    private async Task<bool> Reached(long sequence)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (state.Sequence >= sequence) return true;
            waiting.Add((sequence, reached));
        }
        // The word of it may have been lost: then the log has it.
        if (await Task.WhenAny(reached.Task, Task.Delay(TimeSpan.FromMilliseconds(250))) != reached.Task) CatchUp(sequence);
        return await Task.WhenAny(reached.Task, Task.Delay(TimeSpan.FromSeconds(2))) == reached.Task;
    }

    private async Task Listen()
    {
        var news = new List<LiveBatch>();
        while (await arriving.Reader.WaitToReadAsync())
        {
            while (arriving.Reader.TryRead(out var batch)) news.Add(batch);
            try
            {
                Tell(await InOrder(news));
                news.Clear();
            }
            catch (Exception) when (!closed)
            {
                // The log cannot be read at the moment; what was missed is read with the next that happens, or after the next report.
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
            await Task.Delay(GatherFor);
        }
    }

    /// <summary>What has happened after the state held here, without gaps.</summary>
    private async Task<List<(string Json, LiveEvent Event)>> InOrder(List<LiveBatch> news)
    {
        var (at, events) = (state.Sequence, new List<(string, LiveEvent)>());
        foreach (var batch in news)
        {
            var fresh = batch.Events;
            if (batch.After > at) fresh = [.. await log.After(session, at, int.MaxValue)];
            foreach (var json in fresh)
            {
                var happened = LiveJson.Read<LiveEvent>(json);
                if (happened.Sequence != at + 1) continue;
                events.Add((json, happened));
                at++;
            }
        }
        return events;
    }

    private void Tell(List<(string Json, LiveEvent Event)> events)
    {
        if (events.Count == 0) return;
        var delivery = new Delivery();
        lock (gate)
        {
            foreach (var (json, happened) in events) Apply(json, happened, delivery);
            groups.Tell(events, state.Sequence, delivery);
            outside.Tell(state, delivery);
            // Views are of the state after all of it: the batch that follows is then nothing new to them.
            foreach (var (connection, person) in delivery.Moved) delivery.Views.Add((connection.Id, LiveView.For(state, person)));
            waiting.RemoveAll(one => one.Sequence <= state.Sequence && one.Reached.TrySetResult());
        }
        delivery.Send(hub.Clients);
    }

    private void Apply(string json, LiveEvent happened, Delivery delivery)
    {
        var before = state;
        state = state.Apply(happened);
        if (happened.Audience.Also is { } one && state.Find(one) is { Backstage: false } asker)
            delivery.Own.AddRange(Of(asker.Id).Select(connection => (connection.Id, json)));
        outside.Follow(before, happened, delivery);
        switch (happened)
        {
            case RoleChanged { Participant: var who }:
                ChangeAudience(before, who, json, delivery);
                break;
            case GuestsChatChanged:
                foreach (var who in connections.Keys) ChangeAudience(before, who, json: null, delivery);
                break;
            case Removed removed:
                var person = before.Find(removed.Participant);
                TakeOut(removed.Participant, LiveProblems.Why(removed.Reason, person is { Guest: true }, person is not { Invited: false }), delivery);
                break;
            case Ended:
                foreach (var who in connections.Keys.ToList()) TakeOut(who, SessionProblems.Ended, delivery);
                break;
        }
    }

    /// <summary>Those concerned hear of the change itself before the view that follows from it, which else would say nothing of who made it.</summary>
    private void ChangeAudience(LiveState before, ParticipantId who, string? json, Delivery delivery)
    {
        if (state.Find(who) is not { } person || before.Find(who)?.Sight(before.GuestsChat) == person.Sight(state.GuestsChat)) return;
        foreach (var connection in Of(person.Id))
        {
            Move(connection, GroupOf(person));
            delivery.Moved[connection] = person;
            if (json is not null) delivery.Own.Add((connection.Id, json));
        }
    }

    private void TakeOut(ParticipantId who, Problem why, Delivery delivery)
    {
        foreach (var connection in Of(who))
        {
            Move(connection, null);
            delivery.Moved.Remove(connection);
            delivery.Out.Add((connection, why));
        }
        connections.Remove(who);
    }

    private string GroupOf(Person person) => SightGroups.Name(session, person.Sight(state.GuestsChat));
    private List<LiveConnection> Of(ParticipantId who) => connections.GetValueOrDefault(who) ?? [];

    /// <summary>From one group to another, never in two: what is for the backstage goes to nobody else, not even for a moment.</summary>
    private void Move(LiveConnection connection, string? group)
    {
        // Groups of one process change at once; there is nothing to wait for.
        if (connection.Group is { } old) _ = hub.Groups.RemoveFromGroupAsync(connection.Id, old);
        if (group is not null) _ = hub.Groups.AddToGroupAsync(connection.Id, group);
        connection.Group = group;
    }
}
