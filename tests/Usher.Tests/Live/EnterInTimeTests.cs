using Usher.Tests.Fixtures;

namespace Usher.Tests.Live;

/// <summary>Who connects has ten seconds to say who they are; what the site takes to answer is not counted.</summary>
public sealed class EnterInTimeTests
{
    [Fact]
    public async Task Who_says_nothing_is_cut_off_and_who_waits_for_an_answer_is_not()
    {
        await using var site = await UsherSite.Start();
        var gathering = await Gathering.Arrange(site.Door, LiveHouse.Now);
        await using var silent = await LiveClient.Connect(site.Address, gathering.Ben.Cookie);
        await using var dana = await LiveClient.Connect(site.Address, gathering.Dana.Cookie);

        // A site that has much to write.
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var busy = site.Door.Write(async _ =>
        {
            held.SetResult();
            await release.Task;
            return true;
        });
        await held.Task;
        var entering = dana.Enter(gathering.Session, gathering.Dana.Key);
        Assert.Equal("live.too-late", await silent.Out);
        await silent.Closed;
        // Those who connected together had the same time.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(entering.IsCompleted);

        release.SetResult();
        await busy;
        Assert.Null(await entering);
        Assert.True(dana.IsOpen);
    }
}
