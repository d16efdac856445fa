namespace Usher.Settings;

/// <summary>A module of settings that knows what is wrong with its values beyond their types and ranges.</summary>
public interface ISelfChecking
{
    /// <summary>Notes it by the setting's name, or <c>name.part</c>, or <c>name.part[index]</c> in a list.</summary>
    void Check(FieldErrors errors);
}
