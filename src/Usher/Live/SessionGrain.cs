using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;
using Usher.Data;
using Usher.Sessions;

namespace Usher.Live;

/// <summary>The one place in all nodes where a session's <see cref="SessionAuthority"/> lives.</summary>
public interface ISessionGrain : IGrainWithGuidKey
{
    /// <summary>Somebody wants to come in by a connection of this node, which is told of every event from then on.</summary>
    Task<LiveAnswer> Enter(ILiveNode node, [Immutable] ParticipantId who, [Immutable] DeviceBindingId? device);

    Task<LiveAnswer> Do([Immutable] ParticipantId who, [Immutable] LiveCommand command, string? from);

    /// <summary>Who is connected to a node: all of them, at every change and every few seconds.</summary>
    /// <returns>The sequence of the last event, so that the node sees whether it missed any.</returns>
    Task<long> Report(ILiveNode node, [Immutable] ImmutableArray<ParticipantId> present);

    /// <summary>Something was committed elsewhere that may concern this session, or one of its people.</summary>
    Task Changed([Immutable] ParticipantId? who);

    /// <summary>These have been erased from the log: their names and what they wrote are to be nowhere else either.</summary>
    Task Forget([Immutable] ImmutableArray<ParticipantId> who, string name);

    /// <summary>Whether they, being less than a Speaker, would have to wait if they came now.</summary>
    Task<bool> WouldWait([Immutable] ParticipantId? who);
}

/// <summary>A process with connections of a session, as the session's authority sees it.</summary>
public interface ILiveNode : IGrainObserver
{
    /// <summary>What has happened. A lost word is made good by the node's next report.</summary>
    [OneWay]
    Task Happened([Immutable] SessionId session, [Immutable] LiveBatch batch);

    /// <summary>These have been erased: what is held and shown of them here names them no more.</summary>
    [OneWay]
    Task Forget([Immutable] SessionId session, [Immutable] ImmutableArray<ParticipantId> who, string name);

    /// <summary>Devices of people in this session may have changed, or been asked for. A lost word is made good when the node looks by itself.</summary>
    [OneWay]
    Task LookAtDevices([Immutable] SessionId session);
}

[Reentrant]
internal sealed partial class SessionGrain(
    LiveLog log, Admissions admissions, SessionChanges changes, TellHostsOfWaiting hosts, TimeProvider time, ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JudgeAllEvery = TimeSpan.FromSeconds(10);

    private SessionAuthority authority = null!;
    private PresenceBook presence = null!;
    private static readonly TimeSpan TellHostsEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan TellHostsAfter = TimeSpan.FromSeconds(3);

    private DateTimeOffset judgedAll;
    private DateTimeOffset pulsed;
    private DateTimeOffset triedToTell;
    private IGrainTimer? ticking;

    private SessionId Session => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var scheduler = TaskScheduler.Current;
        authority = await SessionAuthority.Start(
            Session, log, admissions, changes, time, batch => _ = Task.Factory.StartNew(() => Tell(batch), CancellationToken.None, TaskCreationOptions.None, scheduler), cancellationToken);
        presence = new(time.Now(), await log.WatchedUntil(Session, cancellationToken) ?? time.Now());
        judgedAll = time.Now() - JudgeAllEvery;
        _ = GiveUpWhenLost(authority);
        KeepTicking();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await authority.DisposeAsync();

    public async Task<LiveAnswer> Enter(ILiveNode node, ParticipantId who, DeviceBindingId? device)
    {
        var cutOff = authority.State.Find(who) is { Present: true } ? presence.CutOff(who) : null;
        presence.Entered(node, who, time.Now());
        KeepTicking();
        if (cutOff is { } lastSeen) await authority.Leave(new Dictionary<ParticipantId, DateTimeOffset> { [who] = lastSeen });
        return await authority.Enter(who, device);
    }

    public Task<LiveAnswer> Do(ParticipantId who, LiveCommand command, string? from) => authority.Do(who, command, from);

    public Task<long> Report(ILiveNode node, ImmutableArray<ParticipantId> present)
    {
        presence.Reported(node, present, time.Now());
        KeepTicking();
        return Task.FromResult(authority.State.Sequence);
    }

    public Task Changed(ParticipantId? who)
    {
        foreach (var node in presence.Nodes) node.LookAtDevices(Session).Ignore();
        return HasAnybody ? authority.JudgeAgain(who is { } one ? [one] : null) : Task.CompletedTask;
    }

    public async Task Forget(ImmutableArray<ParticipantId> who, string name)
    {
        await authority.Forget(who, name);
        foreach (var node in presence.Nodes) node.Forget(Session, who, name).Ignore();
    }

    public Task<bool> WouldWait(ParticipantId? who) => Task.FromResult(WaitingRules.MustWait(authority.State, who ?? default, Role.Viewer));

    private bool HasAnybody => authority.State.Present.Any() || !authority.State.Waiting.IsEmpty;

    /// <summary>Once a second, as long as anybody is in: who is gone, whose time is over, and now and then everybody's right anew.</summary>
    private async Task Tick()
    {
        var now = time.Now();
        var missing = presence.Missing(authority.State.Present.Select(person => person.Id).Concat(authority.State.Waiting.Select(one => one.Id)), now);
        if (missing.Count > 0) await authority.Leave(missing);
        if (now - judgedAll >= JudgeAllEvery)
        {
            judgedAll = now;
            if (HasAnybody) await authority.JudgeAgain(null);
        }
        await authority.JudgeDue();
        if (authority.State.Present.Any() && now - pulsed >= AttendanceRules.PulseEvery)
        {
            pulsed = now;
            // One that cannot be written is made good by the next.
            log.Pulse(Session, now).Ignore();
        }
        await TellHosts(now);
        if (presence.Nodes.Count > 0 || HasAnybody) return;
        ticking?.Dispose();
        ticking = null;
    }

    /// <summary>Somebody waits, and nobody is in who could let them in.</summary>
    private async Task TellHosts(DateTimeOffset now)
    {
        var state = authority.State;
        if (state.Waiting.IsEmpty || now - triedToTell < TellHostsEvery || state.Present.Any(person => person.Role.May(LiveAct.HandlePeople))) return;
        // One who has just come may be on their way in with a host behind them.
        if (now - state.Waiting[0].Since < TellHostsAfter) return;
        triedToTell = now;
        await hosts.Tell(Session);
    }

    private void KeepTicking() => ticking ??= this.RegisterGrainTimer(Tick, new() { DueTime = TickEvery, Period = TickEvery, KeepAlive = true, Interleave = true });

    private void Tell(LiveBatch batch)
    {
        foreach (var node in presence.Nodes) node.Happened(Session, batch).Ignore();
    }

    private async Task GiveUpWhenLost(SessionAuthority mine)
    {
        try
        {
            await mine.Lost;
        }
        catch (Exception fault)
        {
            LogLost(logger, fault, Session);
            DeactivateOnIdle();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The authority of session {session} could not write its log and gives up; the next one starts from there.")]
    private static partial void LogLost(ILogger logger, Exception fault, SessionId session);
}
