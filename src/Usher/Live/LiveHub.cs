using System.Security.Cryptography;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Usher.Accounts;
using Usher.Data;
using Usher.Invitations;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Live;

/// <summary>
/// The door of live sessions for browsers: <c>docs/protocol.md</c>. It knows who is at the other end, and nothing of what they may do:
/// that the session's authority decides, at every call.
/// </summary>
public sealed class LiveHub(LiveNode node, Arrivals arrivals, LiveLog log, IDbContextFactory<UsherDb> databases, PublicAddress address, TimeProvider time, DeviceDesk devices) : Hub
{
    public const string Path = "/live/hub";

    private const int MostHistory = 50;

    /// <summary>Within this time whoever has connected says who they are. How long the site takes to answer does not count.</summary>
    private static readonly TimeSpan EnterWithin = TimeSpan.FromSeconds(10);

    private static readonly object AnsweringKey = new();
    private static readonly object NonceKey = new();
    private static readonly object ConnectionKey = new();

    private static readonly object WaitingKey = new();

    /// <summary>Null for who waits: they are not in, and no call but <see cref="Enter"/> is theirs.</summary>
    private LiveConnection? Connection => Context.Items[ConnectionKey] as LiveConnection;

    public override async Task OnConnectedAsync()
    {
        var nonce = Base64Url(RandomNumberGenerator.GetBytes(16));
        Context.Items[NonceKey] = nonce;
        var answering = new SemaphoreSlim(1);
        Context.Items[AnsweringKey] = answering;
        _ = CutUnlessEntered(Context, Clients.Caller, answering);
        await Clients.Caller.SendAsync(LiveMessages.Challenge, nonce);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if ((Connection ?? Context.Items[WaitingKey] as LiveConnection) is { } connection) node.Leave(connection);
        return Task.CompletedTask;
    }

    /// <summary>Comes in: the first call of every connection.</summary>
    /// <param name="session">Its id.</param>
    /// <param name="proof">That this browser holds its device's key, answering the challenge; null where there is no key.</param>
    /// <param name="last">The last event that the client knows of; null when it knows nothing yet.</param>
    public async Task<WireWelcome> Enter(string? session, string? proof, long? last)
    {
        var answering = (SemaphoreSlim)Context.Items[AnsweringKey]!;
        await answering.WaitAsync(Context.ConnectionAborted);
        try
        {
            return await LetIn(session, proof, last);
        }
        finally
        {
            answering.Release();
        }
    }

    private async Task<WireWelcome> LetIn(string? session, string? proof, long? last)
    {
        if (Connection is not null || Context.Items.ContainsKey(WaitingKey)) return new(null, null, WireProblem.Of(CommonProblems.Malformed));
        if (!SessionId.TryParse(session, null, out var id)) return new(null, null, WireProblem.Of(SessionProblems.Unknown));
        var arrival = await arrivals.Find(id, Context.GetHttpContext()!, Context.ConnectionAborted);
        var proven = arrival.Problem is null ? await Proven(proof) : null;
        if (arrival.Problem is null && Unproven(arrival.Value, proven) is { } doubt) arrival = doubt;
        if (arrival.Problem is { } refused) return new(null, null, WireProblem.Of(refused));
        var participant = await arrivals.Admit(id, arrival.Value, proven, Context.ConnectionAborted);
        if (participant.Problem is { } late) return new(null, null, WireProblem.Of(late));
        var by = arrival.Value.Account is null ? null : Context.GetHttpContext()!.SignedIn();
        var connection = new LiveConnection(Context, id, participant.Value, by, arrival.Value.Device);
        var entry = await node.Enter(connection);
        if (entry.Problem is { } closed) return new(null, null, WireProblem.Of(closed));
        Context.Items[entry.Value.Seen is null ? WaitingKey : ConnectionKey] = connection;
        // Lost while it came in: nobody else will say that it left.
        if (Context.ConnectionAborted.IsCancellationRequested) node.Leave(connection);
        node.LookAtDevices(connection.Session);
        return entry.Value.Seen is { } seen
            ? new(LiveJson.Write(await Welcome(connection, seen, last)), null, null)
            : new(null, LiveJson.Write(entry.Value.Waiting!), null);
    }

    /// <summary>What was missed since an event.</summary>
    public async Task<WireMissed> Fetch(long after)
    {
        if (Connection is not { } connection || node.See(connection) is not { } now) return new(null, null, 0, WireProblem.Of(LiveProblems.NotEntered));
        return await node.Missed(connection, now, after) is { } events
            ? new(events, null, now.State.Sequence, null)
            : new(null, LiveJson.Write(now.View), now.State.Sequence, null);
    }

    /// <summary>How sure we are of each person in the session, for those who look after people.</summary>
    public async Task<WireAssurances> Assurances()
    {
        if (Connection is not { } connection || node.See(connection) is not { } now) return new(null, WireProblem.Of(LiveProblems.NotEntered));
        if (!now.Who.Role.May(LiveAct.HandlePeople)) return new(null, WireProblem.Of(LiveProblems.NotAllowed));
        await using var db = await databases.CreateDbContextAsync(Context.ConnectionAborted);
        return new(LiveJson.Write(await db.AssurancesOf(connection.Session, Context.ConnectionAborted)), null);
    }

    /// <summary>Older messages of a panel.</summary>
    public async Task<WireHistory> History(string? panel, long before)
    {
        if (Connection is not { } connection || node.See(connection) is not { } now) return new(null, WireProblem.Of(LiveProblems.NotEntered));
        if (!TryRead<Panel>(panel, out var where)) return new(null, WireProblem.Of(CommonProblems.Malformed));
        if (!now.Who.Role.May(where.Act(), now.State.GuestsChat)) return new(null, WireProblem.Of(LiveProblems.NotAllowed));
        return new(LiveJson.Write(await log.Messages(connection.Session, where, before, MostHistory)), null);
    }

    // Both forms of the protocol carry null where it says text; what is decided further on may rely on there being none.

    /// <summary>Writes a message: to everyone (<c>chat</c>) or behind the scenes (<c>backchannel</c>). The id is the client's own; sent again, it is written once.</summary>
    public Task<WireAnswer> Say(string? id, string? panel, string? text) =>
        id is not null && text is not null && TryRead<Panel>(panel, out var where) ? Do(new Say(id, where, text)) : Malformed();

    /// <summary>Asks a question, which those see who can answer it.</summary>
    public Task<WireAnswer> Ask(string? id, string? text) => id is not null && text is not null ? Do(new Ask(id, text)) : Malformed();

    /// <summary>Answers a question: to who asked while it is not published, and to everyone from then on.</summary>
    public Task<WireAnswer> Answer(string? question, string? text) => question is not null && text is not null ? Do(new Answer(question, text)) : Malformed();

    /// <summary>Shows a question to everyone.</summary>
    public Task<WireAnswer> Publish(string? question) => question is not null ? Do(new Publish(question)) : Malformed();

    /// <summary>Shows an answer that was given in private to everyone, and its question with it.</summary>
    public Task<WireAnswer> PublishAnswer(string? question, long answer) => question is not null ? Do(new PublishAnswer(question, answer)) : Malformed();

    /// <summary>Gives a participant another role, up to one's own and never a Host's; it is theirs at once.</summary>
    public Task<WireAnswer> ChangeRole(string? participant, string? role) =>
        ParticipantId.TryParse(participant, null, out var who) && TryRead<Role>(role, out var given) ? Do(new ChangeRole(who, given)) : Malformed();

    /// <summary>Puts a participant out of the session, for good.</summary>
    public Task<WireAnswer> Remove(string? participant) => ParticipantId.TryParse(participant, null, out var who) ? Do(new Remove(who)) : Malformed();

    /// <summary>Revokes the invitation by which a participant came: they are out, and it lets nobody in any more.</summary>
    public Task<WireAnswer> Revoke(string? participant) => ParticipantId.TryParse(participant, null, out var who) ? Do(new Revoke(who)) : Malformed();

    /// <summary>Has who comes from now on, below a Speaker, wait to be admitted.</summary>
    public Task<WireAnswer> Lock() => Do(new LockRoom());

    /// <summary>Lets everybody in who waits, and who comes.</summary>
    public Task<WireAnswer> Unlock() => Do(new UnlockRoom());

    /// <summary>Lets one in who waits.</summary>
    public Task<WireAnswer> Admit(string? participant) => ParticipantId.TryParse(participant, null, out var who) ? Do(new Admit(who)) : Malformed();

    /// <summary>Lets all in who wait.</summary>
    public Task<WireAnswer> AdmitAll() => Do(new AdmitAll());

    /// <summary>Sends one away who waits.</summary>
    public Task<WireAnswer> Decline(string? participant) => ParticipantId.TryParse(participant, null, out var who) ? Do(new Decline(who)) : Malformed();

    /// <summary>Writes to all who wait.</summary>
    public Task<WireAnswer> TellWaiting(string? id, string? text) => id is not null && text is not null ? Do(new TellWaiting(id, text)) : Malformed();

    /// <summary>Ends the session for everyone.</summary>
    public Task<WireAnswer> End() => Do(new End());

    /// <summary>Gives this device's place away: only to be asked for by a device that an invitation is bound to, which has proven its key on entering.</summary>
    public async Task<WireHandOver> HandOver() => Connection is { } connection && node.See(connection) is not null
        ? await devices.HandOver(connection, Context.GetHttpContext()?.From())
        : new(null, null, null, WireProblem.Of(LiveProblems.NotEntered));

    /// <summary>Approves or declines that somebody goes on with another device; approved, the old one is out.</summary>
    public async Task<WireAnswer> DecideDevice(string? request, bool approve)
    {
        if (!DeviceRequestId.TryParse(request, null, out var id)) return await Malformed();
        if (Connection is not { } connection || node.See(connection) is not { } now) return new(null, WireProblem.Of(LiveProblems.NotEntered));
        return new(null, WireProblem.Of(await devices.Decide(connection, now.Who, id, approve, Context.GetHttpContext()?.From())));
    }

    private async Task<WireAnswer> Do(LiveCommand command)
    {
        // One that was put out may not have been closed yet.
        if (Connection is not { } connection || node.See(connection) is null) return new(null, WireProblem.Of(LiveProblems.NotEntered));
        var from = Context.GetHttpContext()?.From();
        return WireAnswer.Of(await node.Do(connection, command, from));
    }

    private async Task<Welcome> Welcome(LiveConnection connection, Seen seen, long? last)
    {
        var events = last is { } known ? await node.Missed(connection, seen, known) : null;
        await using var db = await databases.CreateDbContextAsync(Context.ConnectionAborted);
        return new(
            Live.Welcome.Version, new(seen.Who.Id, seen.Who.Name, seen.Who.Role), time.Now(), (await db.CardOf(connection.Session, Context.ConnectionAborted))!,
            events is null ? seen.View : null, events is null ? null : new(events), seen.State.Sequence);
    }

    /// <summary>The thumbprint of the key that the other end has proven to hold; null if it has proven none.</summary>
    private async Task<string?> Proven(string? proof) =>
        // One challenge, one answer.
        proof is not null && Context.Items.Remove(NonceKey, out var nonce)
            ? await DeviceProof.Thumbprint(proof, "CONNECT", new Uri(address.UrlOf(Path)), (string)nonce!, time.Now())
            : null;

    private static Problem? Unproven(Arrival arrival, string? proven) => arrival switch
    {
        { Key: { } key } => key == proven ? null : InvitationProblems.BadProof,
        { Device: not null, Admission.KeyWanted: true } when proven is null => InvitationProblems.WeakDevice,
        _ => null,
    };

    private static async Task CutUnlessEntered(HubCallerContext context, IClientProxy client, SemaphoreSlim answering)
    {
        await Task.Delay(EnterWithin, context.ConnectionAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A site that has much to do, such as all who come back after a restart, must not turn away those whom it is about to let in.
        try
        {
            await answering.WaitAsync(context.ConnectionAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        if (context.Items.ContainsKey(ConnectionKey) || context.Items.ContainsKey(WaitingKey))
        {
            answering.Release();
            return;
        }
        _ = client.SendAsync(LiveMessages.Out, LiveProblems.TooLate.Code, LiveProblems.TooLate.Sentence);
        await Task.Delay(LiveConnection.LastWords);
        context.Abort();
    }

    private static bool TryRead<T>(string? text, out T value) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && char.IsAsciiLetterLower(text![0]) && Enum.IsDefined(value);

    private static Task<WireAnswer> Malformed() => Task.FromResult(new WireAnswer(null, WireProblem.Of(CommonProblems.Malformed)));

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
