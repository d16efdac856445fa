using Usher.Data;
using Usher.Web;

namespace Usher.Invitations;

/// <summary>Takes the proof that comes with a claim: that the browser holds its device key, now, for this very request.</summary>
public sealed class ProvenKeys(ProofNonces nonces, PublicAddress address, TimeProvider time)
{
    /// <summary>The key's thumbprint; null when there is no proof; a problem when there is one and it does not hold.</summary>
    public async Task<Outcome<string?>> Of(HttpContext context, string? proof)
    {
        if (string.IsNullOrEmpty(proof)) return (string?)null;
        var (nonce, url) = (DeviceProof.Nonce(proof), new Uri(address.UrlOf(context.Request.Path)));
        var thumbprint = await DeviceProof.Thumbprint(proof, context.Request.Method, url, nonce ?? "", time.Now());
        return thumbprint is not null && nonces.Take(nonce) ? thumbprint : InvitationProblems.BadProof;
    }
}
