using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Usher.Data;

namespace Usher.Invitations;

/// <summary>
/// How often a link preview or a mail scanner came by an invitation's page. Counted apart: it is no fact of the invitation, and nothing
/// is ever decided by it.
/// </summary>
public sealed class LinkPreview
{
    public required InvitationId InvitationId { get; init; }

    /// <summary>Such as "Slack"; one of the few names of <see cref="Robots"/>.</summary>
    public required string Robot { get; init; }

    public required int Times { get; set; }
    public required DateTimeOffset FirstAt { get; init; }
    public required DateTimeOffset LastAt { get; set; }
}

/// <summary>Who reads pages without being a person, as far as they say so themselves.</summary>
public static class Robots
{
    private static readonly (string Mark, string Name)[] Known =
    [
        ("Slackbot", "Slack"), ("Slack-ImgProxy", "Slack"), ("WhatsApp", "WhatsApp"), ("TelegramBot", "Telegram"), ("Discordbot", "Discord"),
        ("SkypeUriPreview", "Microsoft Teams or Skype"), ("MicrosoftPreview", "Microsoft"), ("Microsoft Office", "Microsoft Office"), ("BingPreview", "Bing"),
        ("bingbot", "Bing"), ("facebookexternalhit", "Facebook"), ("Twitterbot", "X"), ("LinkedInBot", "LinkedIn"), ("GoogleImageProxy", "Gmail"),
        ("Google-Safety", "Google"), ("Googlebot", "Google"), ("Applebot", "Apple"), ("Proofpoint", "Proofpoint"), ("Mimecast", "Mimecast"),
        ("Barracuda", "Barracuda"), ("YandexBot", "Yandex"), ("curl/", "A program"), ("Wget/", "A program"), ("python-requests", "A program"),
        ("Go-http-client", "A program"), ("Java/", "A program"), ("okhttp", "A program"), ("HeadlessChrome", "A browser without a screen"),
    ];

    private static readonly string[] Marks = ["bot", "crawler", "spider", "preview", "scanner", "fetcher"];

    /// <summary>The robot's name; null for what may be a person.</summary>
    /// <param name="head">It asked for the headers alone, which no person's browser does.</param>
    public static string? NameOf(string? userAgent, bool head)
    {
        var agent = userAgent ?? "";
        foreach (var (mark, name) in Known)
            if (agent.Contains(mark, StringComparison.OrdinalIgnoreCase)) return name;
        return head || agent.Length == 0 || Marks.Any(mark => agent.Contains(mark, StringComparison.OrdinalIgnoreCase)) ? "Another robot" : null;
    }
}

/// <summary>
/// Gathers who came by, and writes it down now and then: answering a GET writes nothing, takes no longer for a link that is known, and
/// a robot that comes a thousand times costs one row.
/// </summary>
public sealed class Previews(WriteDoor door, RegisterChanges register, TimeProvider time, ILogger<Previews> log) : BackgroundService
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(InvitationId Invitation, RoomId Room, string Robot), int> waiting = [];

    public void Note(InvitationId invitation, RoomId room, string robot)
    {
        if (waiting.Count < MostWaiting) waiting.AddOrUpdate((invitation, room, robot), 1, (_, times) => times + 1);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var key in waiting.Keys)
                if (waiting.TryRemove(key, out var times)) await Write(key.Invitation, key.Room, key.Robot, times);
        }
    }

    private async Task Write(InvitationId invitation, RoomId room, string robot, int times)
    {
        var now = time.Now();
        try
        {
            await door.Write(async db =>
            {
                var counted = await db.LinkPreviews.Where(one => one.InvitationId == invitation && one.Robot == robot).ExecuteUpdateAsync(set => set
                    .SetProperty(one => one.Times, one => one.Times + times).SetProperty(one => one.LastAt, now));
                if (counted == 0) db.Add(new LinkPreview { InvitationId = invitation, Robot = robot, Times = times, FirstAt = now, LastAt = now });
            });
            register.Tell(room);
        }
        catch (Exception fault)
        {
            // A count that is lost is no loss to anybody.
            log.LogWarning(fault, "Who came by an invitation could not be counted.");
        }
    }
}

internal sealed class LinkPreviewTable : IEntityTypeConfiguration<LinkPreview>
{
    public void Configure(EntityTypeBuilder<LinkPreview> builder)
    {
        builder.ToTable("LinkPreviews").HasKey(one => new { one.InvitationId, one.Robot });
        builder.HasOne<Invitation>().WithMany().HasForeignKey(one => one.InvitationId);
        builder.Property(one => one.Robot).HasMaxLength(60);
    }
}

internal static class LinkPreviewSets
{
    extension(UsherDb db)
    {
        public DbSet<LinkPreview> LinkPreviews => db.Set<LinkPreview>();
    }
}
