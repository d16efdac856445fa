namespace Usher.Invitations;

/// <summary>What invitations need to be issued, managed and claimed.</summary>
public static class InvitationsModule
{
    public static IServiceCollection AddInvitations(this IServiceCollection services) => services
        .AddSingleton<IssueInvitation>().AddSingleton<ChangeInvitation>().AddSingleton<SendAgain>().AddSingleton<ReplaceLink>()
        .AddSingleton<RevokeInvitation>().AddSingleton<ActOnSeveral>()
        .AddSingleton<CheckBulk>().AddSingleton<IssueBulk>().AddSingleton<BulkProgress>().AddSingleton<RegisterChanges>()
        .AddSingleton<Previews>().AddHostedService(services => services.GetRequiredService<Previews>())
        .AddSingleton<ClaimInvitation>().AddSingleton<ProofNonces>().AddSingleton<ProvenKeys>()
        .AddSingleton<EntryCodes>().AddSingleton<SendEntryCode>().AddSingleton<Mail.MailKind, EntryCodeMail>()
        .AddSingleton<Mail.MailKind, InvitationMail>().AddSingleton<EmailTemplates.TemplateKind, InvitationTemplate>()
        .AddSingleton<AskForDevice>().AddSingleton<DecideDeviceRequest>().AddSingleton<HandOverDevice>().AddSingleton<MoveByCode>()
        .AddSingleton<AskForNewLink>().AddSingleton<RenewInvitation>().AddSingleton<AnswerInvitation>()
        .AddSingleton<FetchLink>().AddHostedService(services => services.GetRequiredService<FetchLink>())
        .AddSingleton<Mail.MailKind, WordToHost>();

    public static void MapInvitations(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapInvitePages();
        pages.MapRegisterPages();
        pages.MapBulkPages();
        api.MapInvitationCalls();
        api.MapRegisterCalls();
        api.MapBulkCall();
    }
}
