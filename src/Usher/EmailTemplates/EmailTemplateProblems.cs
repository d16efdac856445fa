namespace Usher.EmailTemplates;

/// <summary>How mail templates say no.</summary>
public static class EmailTemplateProblems
{
    public static readonly Problem Unknown = new("email-template.unknown", 404, "There is no such template, or no such version of it.");
    public static readonly Problem NameTaken = new("email-template.name-taken", 409, "There is a template of this name already.");
    public static readonly Problem InUse = new("email-template.in-use", 409, "This template is the one that invitations use. Choose another first.");
    public static readonly Problem BuiltIn = new("email-template.built-in", 409, "The template that comes with the site stays as it is. Make a copy and change that.");
    public static readonly Problem TooMany = new("email-template.too-many", 409, "There are as many templates as there can be. Delete one first.");
}
