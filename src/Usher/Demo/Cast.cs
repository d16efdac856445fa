namespace Usher.Demo;

/// <summary>A person of the one cast that the demo and the tests share.</summary>
public sealed record Person(string FirstName, string LastName, string Email)
{
    /// <summary>Everybody's, for nothing here is secret.</summary>
    public const string Password = "Correct-Horse-1815";

    public string Name => $"{FirstName} {LastName}";
}

/// <summary>The people of every story.</summary>
public static class Cast
{
    /// <summary>The host.</summary>
    public static readonly Person Ada = new("Ada", "Lindqvist", "ada@northfield.example");

    /// <summary>A guest lecturer: a Speaker by invitation.</summary>
    public static readonly Person Ben = new("Ben", "Okafor", "ben.okafor@tidewright.example");

    /// <summary>A Moderator by invitation.</summary>
    public static readonly Person Cy = new("Cy", "Marsh", "cy.marsh@tidewright.example");

    /// <summary>Somebody who has an account and no standing.</summary>
    public static readonly Person Dana = new("Dana", "Voss", "dana.voss@harbour.example");

    /// <summary>The co-editor.</summary>
    public static readonly Person Elif = new("Elif", "Kaya", "elif.kaya@harbour.example");

    public static readonly Person Femi = new("Femi", "Roe", "femi.roe@harbour.example");
    public static readonly Person Gus = new("Gus", "Thorn", "gus.thorn@harbour.example");

    /// <summary>The admin.</summary>
    public static readonly Person Mina = new("Mina", "Sato", "mina@northfield.example");
}
