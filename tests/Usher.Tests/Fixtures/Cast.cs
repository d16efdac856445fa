namespace Usher.Tests.Fixtures;

/// <summary>A person of the one cast that tests and demo data share.</summary>
public sealed record Person(string FirstName, string LastName, string Email)
{
    public const string Password = "Correct-Horse-1815";

    public string Name => $"{FirstName} {LastName}";
}

/// <summary>The people of every story.</summary>
public static class Cast
{
    public static readonly Person Ada = new("Ada", "Lindqvist", "ada@northfield.example");
    public static readonly Person Ben = new("Ben", "Okafor", "ben.okafor@tidewright.example");
    public static readonly Person Cy = new("Cy", "Marsh", "cy.marsh@tidewright.example");
    public static readonly Person Dana = new("Dana", "Voss", "dana.voss@harbour.example");
    public static readonly Person Elif = new("Elif", "Kaya", "elif.kaya@harbour.example");
    public static readonly Person Femi = new("Femi", "Roe", "femi.roe@harbour.example");
    public static readonly Person Gus = new("Gus", "Thorn", "gus.thorn@harbour.example");

    /// <summary>The admin.</summary>
    public static readonly Person Mina = new("Mina", "Sato", "mina@northfield.example");
}
