namespace Usher.MailAdmin;

/// <summary>What admins see and say of the site's mail.</summary>
public static class MailAdminModule
{
    public static IServiceCollection AddMailAdmin(this IServiceCollection services) =>
        services.AddSingleton<SaveRelay>().AddSingleton<CheckRelay>().AddSingleton<MailQueue>();

    public static void MapMailAdmin(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapMailPages();
        api.MapMailCalls();
    }
}
