namespace Usher.Tests.Fixtures;

/// <summary>Mina, as the admin whom a site's configuration names.</summary>
public static class FirstAdmin
{
    public const string Token = "usher_pat_of-the-first-admin";

    public static readonly string[] Settings =
        [$"Bootstrap:Email={Cast.Mina.Email}", $"Bootstrap:Password={Person.Password}", $"Bootstrap:Token={Token}"];
}
