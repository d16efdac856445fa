using Usher.Bench;

switch (args)
{
    case ["writes"]:
        await Writes.Measure(postgres: null);
        return 0;
    case ["writes", var postgres]:
        await Writes.Measure(postgres);
        return 0;
    case ["register"]:
        await RegisterPages.Measure(postgres: null);
        return 0;
    case ["register", var postgres]:
        await RegisterPages.Measure(postgres);
        return 0;
    default:
        await Console.Error.WriteLineAsync("writes [POSTGRES]    units of work a second, grouped and each alone; on PostgreSQL too, given an ADO.NET connection string");
        await Console.Error.WriteLineAsync("register [POSTGRES]  pages of the register in a room with 100,000 invitations: sorts, filters, searches, counts");
        return 2;
}
