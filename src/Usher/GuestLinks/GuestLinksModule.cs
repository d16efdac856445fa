namespace Usher.GuestLinks;

/// <summary>What guest links need to be looked after and claimed.</summary>
public static class GuestLinksModule
{
    public static IServiceCollection AddGuestLinks(this IServiceCollection services) => services
        .AddSingleton<GuestLinkTokens>().AddSingleton<CreateGuestLink>().AddSingleton<ChangeGuestLink>().AddSingleton<DeleteGuestLink>()
        .AddSingleton<SetGuestAccess>().AddSingleton<ClaimGuestLink>().AddSingleton<SendGuestCode>().AddSingleton<Mail.MailKind, GuestCodeMail>().AddScoped<ReadGuestLinks>();

    public static void MapGuestLinks(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapGuestLinkPages();
        api.MapGuestLinkCalls();
    }
}
