using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Usher.Web;

/// <summary>A page: a Razor component rendered once, on the server.</summary>
public static class Page
{
    /// <param name="parameters">An object whose properties are the component's parameters.</param>
    /// <param name="status">422 for a form shown again with what is wrong in it.</param>
    public static IResult Of<TPage>(object parameters, int status = 200) where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status, ContentType = "text/html; charset=utf-8", PreventStreamingRendering = true };

    public static IResult Of<TPage>() where TPage : IComponent => Of<TPage>(new { });
}
