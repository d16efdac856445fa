namespace Usher.EmailTemplates;

/// <summary>The mails that admins word.</summary>
public static class EmailTemplatesModule
{
    public static IServiceCollection AddEmailTemplates(this IServiceCollection services) =>
        services.AddSingleton<SaveTemplate>().AddSingleton<TryTemplate>().AddSingleton<ChosenTemplate>();

    public static void MapEmailTemplates(this IEndpointRouteBuilder pages, IEndpointRouteBuilder api)
    {
        pages.MapTemplatePages();
        api.MapTemplateCalls();
    }
}
