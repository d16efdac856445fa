namespace Usher.Web;

/// <summary>
/// Every word of pages and mails: <c>IStringLocalizer&lt;Words&gt;</c>, keyed by the English text, so that English needs no resource
/// and a missing translation reads as English.
/// </summary>
public sealed class Words;
