using Microsoft.EntityFrameworkCore;
using Usher.Data;
using Usher.Settings;
using Usher.Tests.Fixtures;

namespace Usher.Tests.Data;

public sealed class WriteDoorTests
{
    [Theory, OnBothDatabases]
    public async Task What_was_answered_is_there_to_read(Engine engine)
    {
        await using var store = await Store.Open(engine);
        await store.Door.Add(Module("one"));
        await using var db = store.Read();
        Assert.Equal("one", (await db.Set<SettingsModule>().SingleAsync()).Name);
    }

    [Theory, OnBothDatabases]
    public async Task A_unit_that_fails_is_undone_alone(Engine engine)
    {
        await using var store = await Store.Open(engine);
        var units = Enumerable.Range(0, 40).Select(i => store.Door.Write(async db =>
        {
            db.Add(Module($"module {i}"));
            await db.SaveChangesAsync();
            if (i % 4 == 0) throw new InvalidOperationException("no");
        })).ToList();
        var failed = 0;
        foreach (var unit in units)
        {
            try { await unit; }
            catch (InvalidOperationException) { failed++; }
        }
        await using var db = store.Read();
        Assert.Equal(10, failed);
        Assert.Equal(30, await db.Set<SettingsModule>().CountAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_context_for_reading_cannot_write(Engine engine)
    {
        await using var store = await Store.Open(engine);
        await using var db = store.Read();
        db.Add(Module("one"));
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
    }

    [Theory, OnBothDatabases]
    public async Task Counting_up_at_once_loses_nothing(Engine engine)
    {
        await using var store = await Store.Open(engine);
        await store.Door.Add(Module("counter"));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => store.Door.Write(db => db.Set<SettingsModule>()
            .Where(module => module.Name == "counter").ExecuteUpdateAsync(set => set.SetProperty(m => m.Version, m => m.Version + 1)))));
        await using var db = store.Read();
        Assert.Equal(201, (await db.Set<SettingsModule>().SingleAsync()).Version);
    }

    private static SettingsModule Module(string name) => new() { Name = name, Values = "{}" };
}
