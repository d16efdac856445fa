using System.Globalization;
using Usher.Rooms;
using Usher.Sessions;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>Everything that the register's page shows.</summary>
/// <param name="Next">Where the next page begins; null on the last.</param>
/// <param name="Sessions">Of the room, the latest first.</param>
/// <param name="Did">What was just done to some rows.</param>
/// <param name="Here">The address that leads back here.</param>
public sealed record RegisterView(
    Room Room, RegisterQuery Query, IReadOnlyList<RegisterRow> Rows, RegisterCursor? Next, IReadOnlyList<Session> Sessions, Did? Did, string Here,
    bool MayInvite, bool MaySend, DateTimeOffset At)
{
    public string Path => $"/rooms/{Room.Id}/invitations";
}

/// <summary>What was just done to some rows, told once after the redirect.</summary>
/// <param name="Left">How many it could not be done to.</param>
public sealed record Did(SeveralAct Act, int Done, int Left)
{
    public static Did? Read(IQueryCollection asked) =>
        Enum.TryParse<SeveralAct>(asked["did"], ignoreCase: true, out var act) && Enum.IsDefined(act)
            && int.TryParse(asked["done"], NumberStyles.None, CultureInfo.InvariantCulture, out var done)
            && int.TryParse(asked["left"], NumberStyles.None, CultureInfo.InvariantCulture, out var left)
            ? new(act, done, left)
            : null;

    /// <summary>An address of ours with this told on it.</summary>
    public string On(string path) => string.Create(
        CultureInfo.InvariantCulture, $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}did={Act}&done={Done}&left={Left}");
}

/// <summary>What a row's menu, or the bar over all rows, offers; one of them is for a single row only.</summary>
/// <param name="Word">In the address.</param>
/// <param name="Several">Null for replacing the link: a new one is shown once, one at a time.</param>
public sealed record RowAct(string Word, SeveralAct? Several)
{
    public static readonly RowAct Send = new("send", SeveralAct.Send);
    public static readonly RowAct Extend = new("extend", SeveralAct.Extend);
    public static readonly RowAct ChangeType = new("type", SeveralAct.ChangeType);
    public static readonly RowAct Replace = new("replace", null);
    public static readonly RowAct Revoke = new("revoke", SeveralAct.Revoke);

    public static RowAct? Read(string word) => new[] { Send, Extend, ChangeType, Replace, Revoke }.FirstOrDefault(act => act.Word == word);
}

/// <summary>Which rows were chosen, and what was said about what to do to them.</summary>
/// <param name="Back">Where to go on: on this room's invitations.</param>
public sealed record SeveralForm(IReadOnlyList<InvitationId> Chosen, bool NotCome, Role? Role, int? ExpiresIn, string Back)
{
    public static SeveralForm From(HttpRequest request, IFormCollection sent, RoomId room)
    {
        var (home, only) = ($"/rooms/{room}/invitations", request.Query["only"].ToString());
        var ids = only.Length > 0 ? [only] : sent["chosen"].ToArray();
        var back = LocalPath.Or(sent["back"], home);
        return new(
            [.. ids.Select(text => InvitationId.TryParse(text, null, out var id) ? id : (InvitationId?)null).OfType<InvitationId>().Distinct().Take(ActOnSeveral.Most)],
            sent.ContainsKey("notCome") || request.Query.ContainsKey("notCome"),
            Enum.TryParse<Role>(sent["role"], out var role) && Enum.IsDefined(role) ? role : null,
            int.TryParse(sent["expiresIn"], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? minutes : null,
            back.StartsWith(home, StringComparison.Ordinal) ? back : home);
    }

    public SeveralRequest Request(SeveralAct act, DateTimeOffset now) =>
        new(act, Chosen, NotCome, Role, act is SeveralAct.Extend && ExpiresIn is { } minutes and < 10_000_000 ? now.AddMinutes(minutes) : null);
}
