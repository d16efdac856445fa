using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>
/// The live sessions of this process: brings people's connections to their session's authority, wherever that is, and what happens
/// there to the connections.
/// </summary>
public sealed class LiveNode(IGrainFactory grains, LiveLog log, IHubContext<LiveHub> hub, DeviceWatch devices) : BackgroundService, ILiveNode
{
    private const int Tries = 4;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentDictionary<SessionId, NodeSession> sessions = [];
    private ILiveNode? reference;

    /// <summary>Brings a connection into its session.</summary>
    /// <returns>What its person may see, as it stands.</returns>
    public async Task<Outcome<Entry>> Enter(LiveConnection connection)
    {
        for (var left = Tries; ; left--)
        {
            var here = await Open(connection.Session);
            var answer = await Ask(connection.Session, grain => grain.Enter(Reference, connection.Who, connection.Device));
            if (answer.Problem is { } problem)
            {
                Forget(here);
                return problem;
            }
            if (answer.Waits)
            {
                if (await here.AddWaiting(connection, answer.Sequence!.Value) is { } waiting) return new Entry(null, waiting);
            }
            else if (await here.Add(connection, answer.Sequence!.Value) is { } seen) return new Entry(seen, null);
            // Closed here meanwhile, because the last one before us left; or put out in this instant, which asking again will tell.
            if (left == 0) return LiveProblems.Unavailable;
        }
    }

    /// <summary>A connection of somebody who is in wants something done.</summary>
    public Task<LiveAnswer> Do(LiveConnection connection, LiveCommand command, string? from) =>
        Ask(connection.Session, grain => grain.Do(connection.Who, command, from));

    /// <summary>The connections here that are in by an account's sign-in or token.</summary>
    public IEnumerable<LiveConnection> SignedIn => sessions.Values.SelectMany(here => here.SignedIn);

    /// <summary>Closes a connection, and tells it why.</summary>
    public void PutOut(LiveConnection connection, Problem why) => sessions.GetValueOrDefault(connection.Session)?.PutOut(connection, why);

    /// <summary>Whether somebody would have to wait if they came now; false if their session cannot be asked: the door itself asks again.</summary>
    public async Task<bool> WouldWait(SessionId session, ParticipantId? who, Role role)
    {
        try
        {
            return role < Role.Speaker && await grains.GetGrain<ISessionGrain>(session.Value).WouldWait(who);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>A connection is gone.</summary>
    public void Leave(LiveConnection connection)
    {
        if (!sessions.TryGetValue(connection.Session, out var here)) return;
        here.Drop(connection);
        Forget(here);
    }

    /// <summary>What this connection may see now; null once it is out.</summary>
    public Seen? See(LiveConnection connection) => sessions.GetValueOrDefault(connection.Session)?.See(connection);

    /// <summary>What a connection missed since an event, filtered by what it may see now; null when only a fresh view will do.</summary>
    public Task<string?> Missed(LiveConnection connection, Seen now, long after) =>
        sessions.TryGetValue(connection.Session, out var here) ? here.Missed(now, after) : Task.FromResult<string?>(null);

    Task ILiveNode.Happened(SessionId session, LiveBatch batch)
    {
        if (sessions.TryGetValue(session, out var here)) here.Hear(batch);
        return Task.CompletedTask;
    }

    Task ILiveNode.Forget(SessionId session, ImmutableArray<ParticipantId> who, string name)
    {
        if (sessions.TryGetValue(session, out var here)) here.Forget(who, name);
        return Task.CompletedTask;
    }

    Task ILiveNode.LookAtDevices(SessionId session)
    {
        LookAtDevices(session);
        return Task.CompletedTask;
    }

    /// <summary>Whose device is no longer theirs goes, and those who decide see who asks for another.</summary>
    public void LookAtDevices(SessionId session)
    {
        if (sessions.TryGetValue(session, out var here)) _ = devices.Look(here);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PresenceBook.ReportEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            foreach (var here in sessions.Values)
            {
                here.ReportSoon();
                // Should the word of a change have been lost.
                _ = devices.Look(here);
            }
    }

    // Made at the first need: the silo starts after this has been constructed.
    private ILiveNode Reference => LazyInitializer.EnsureInitialized(ref reference, () => grains.CreateObjectReference<ILiveNode>(this));

    private async Task<NodeSession> Open(SessionId session)
    {
        var here = sessions.GetOrAdd(session, _ => new NodeSession(session, log, hub, Report));
        try
        {
            await here.Open();
            return here;
        }
        catch
        {
            sessions.TryRemove(new(session, here));
            throw;
        }
    }

    private void Forget(NodeSession here)
    {
        if (here.CloseIfEmpty()) sessions.TryRemove(new(here.Session, here));
    }

    /// <returns>How far the session's authority has come; null if it cannot be reached: the next report says it all again.</returns>
    private async Task<long?> Report(NodeSession here)
    {
        try
        {
            return await grains.GetGrain<ISessionGrain>(here.Session.Value).Report(Reference, here.Present);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>An authority that gives up, or moves to another node, is asked again where it is then. Every command may arrive twice without harm.</summary>
    private async Task<LiveAnswer> Ask(SessionId session, Func<ISessionGrain, Task<LiveAnswer>> ask)
    {
        for (var left = Tries; ; left--)
        {
            try
            {
                var answer = await ask(grains.GetGrain<ISessionGrain>(session.Value));
                if (answer.Problem != LiveProblems.Unavailable || left == 0) return answer;
            }
            catch (Exception fault) when (fault is OrleansException or TimeoutException)
            {
                if (left == 0) return new(null, LiveProblems.Unavailable);
            }
            await Task.Delay(TryAgainAfter);
        }
    }
}
