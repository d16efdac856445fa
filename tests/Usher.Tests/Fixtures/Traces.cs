using System.Buffers.Text;
using System.Text;
using Npgsql;
using Usher.Data;

namespace Usher.Tests.Fixtures;

/// <summary>Looks for something in all that a killed site leaves behind: what it printed, its files, its database.</summary>
public static class Traces
{
    /// <summary>Where these bytes stand, raw or written as text in any of the usual ways. The site must be down.</summary>
    public static Task<IReadOnlyList<string>> Of(UsherProcess site, byte[] secret) => Find(site, [.. Forms(secret)]);

    /// <summary>Where this text stands. The site must be down.</summary>
    public static Task<IReadOnlyList<string>> OfText(UsherProcess site, string text) => Find(site, [.. Written(text)]);

    private static async Task<IReadOnlyList<string>> Find(UsherProcess site, IReadOnlyList<(string Form, byte[] Bytes)> forms)
    {
        var places = new List<string>();
        await foreach (var (place, content) in Leavings(site))
        {
            foreach (var (form, bytes) in forms)
                if (content.AsSpan().IndexOf(bytes) >= 0) places.Add($"{place}: {form}");
        }
        return places;
    }

    private static IEnumerable<(string Form, byte[] Bytes)> Forms(byte[] secret)
    {
        yield return ("raw", secret);
        string[] texts =
        [
            Base32.Write(secret), Base32.Write(secret).ToUpperInvariant(), Convert.ToHexString(secret), Convert.ToHexStringLower(secret),
            Convert.ToBase64String(secret).TrimEnd('='), Base64Url.EncodeToString(secret),
        ];
        foreach (var text in texts)
            foreach (var written in Written(text)) yield return written;
    }

    private static IEnumerable<(string Form, byte[] Bytes)> Written(string text) => [(text, Encoding.UTF8.GetBytes(text)), (text, Encoding.Unicode.GetBytes(text))];

    private static async IAsyncEnumerable<(string Place, byte[] Content)> Leavings(UsherProcess site)
    {
        yield return ("output", Encoding.UTF8.GetBytes(string.Join('\n', site.Output)));
        foreach (var file in Directory.EnumerateFiles(site.DataDirectory, "*", SearchOption.AllDirectories))
            yield return (Path.GetFileName(file), await File.ReadAllBytesAsync(file));
        if (site.Storage.Provider != "postgres") yield break;
        await using var connection = new NpgsqlConnection(site.Storage.Connection + ";Pooling=false");
        await connection.OpenAsync();
        foreach (var table in await Read(connection, "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'"))
            yield return (table, Encoding.UTF8.GetBytes(string.Join('\n', await Read(connection, $"SELECT t::text FROM {table} t"))));
    }

    private static async Task<List<string>> Read(NpgsqlConnection connection, string sql)
    {
        var rows = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
