namespace Usher.Invitations;

/// <summary>What invitations need to be issued, managed and claimed.</summary>
public static class InvitationsModule
{
    public static IServiceCollection AddInvitations(this IServiceCollection services) => services
        .AddSingleton<IssueInvitation>().AddSingleton<ChangeInvitation>().AddSingleton<SendAgain>().AddSingleton<ReplaceLink>()
        .AddSingleton<RevokeInvitation>().AddSingleton<ClaimInvitation>().AddSingleton<ProofNonces>().AddSingleton<ProvenKeys>()
        .AddSingleton<Mail.MailKind, InvitationMail>();

    public static void MapInvitations(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapInvitePages();
        api.MapInvitationCalls();
    }
}
