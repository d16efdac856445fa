using Usher.Data;

namespace Usher.Invitations;

/// <summary>What a browser shows of itself, verified as far as it can be without the database.</summary>
/// <param name="Cookies">The secrets of its device cookies, by binding.</param>
/// <param name="Attempt">The secret of the form that this claim was sent from: the same form sent twice is one claim.</param>
/// <param name="KeyThumbprint">The thumbprint of a key that it has freshly proven to hold.</param>
public sealed record DeviceCredentials(IReadOnlyDictionary<DeviceBindingId, string> Cookies, string? Attempt, string? KeyThumbprint)
{
    /// <summary>The binding among these that is this browser's: by cookie, by the same claim sent again, or by its key.</summary>
    public BindingFacts? Recognise(IEnumerable<BindingFacts> bindings) => bindings.FirstOrDefault(binding =>
        (Cookies.TryGetValue(binding.Id, out var secret) && Secret.Matches(secret, binding.SecretHash))
        || (Attempt is not null && Secret.Matches(Attempt, binding.AttemptHash))
        || (KeyThumbprint is not null && KeyThumbprint == binding.KeyThumbprint));

    /// <summary>The secret for this claim's cookie: the same for the same form, so that it does not matter which of two answers arrives last.</summary>
    public string NewCookieSecret() => Attempt is null ? Secret.New() : Secret.From(Attempt, "device cookie");

    public bool ShowsCookieOf(BindingFacts binding) => Cookies.TryGetValue(binding.Id, out var secret) && Secret.Matches(secret, binding.SecretHash);
}
