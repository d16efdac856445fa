using System.Text.RegularExpressions;
using DotLiquid;
using DotLiquid.Exceptions;

namespace Usher.Mail;

/// <summary>The tags of Liquid that are other here: those that reach for files are refused, and what is captured is bounded.</summary>
internal static partial class LiquidTags
{
    public static void Register()
    {
        Template.RegisterTag<Refused>("include");
        Template.RegisterTag<Refused>("extends");
        Template.RegisterTag<Refused>("block");
        Template.RegisterTag<Refused>("ifchanged");
        Template.RegisterTag<Captured>("capture");
    }

    private sealed class Refused : Tag
    {
        public override void Initialize(string tagName, string markup, List<string> tokens) =>
            throw new SyntaxException($"The tag '{tagName}' cannot be used in mails.");
    }

    private sealed partial class Captured : Block
    {
        private string name = "";

        public override void Initialize(string tagName, string markup, List<string> tokens)
        {
            if (Target().Match(markup) is not { Success: true } match) throw new SyntaxException("After 'capture' comes a name.");
            name = match.Value;
            base.Initialize(tagName, markup, tokens);
        }

        public override void Render(Context context, TextWriter result)
        {
            using var text = new BoundedWriter();
            base.Render(context, text);
            context.Scopes[^1][name] = text.ToString();
        }

        [GeneratedRegex("[A-Za-z_][A-Za-z0-9_-]*", RegexOptions.None, Patterns.Patience)]
        private static partial Regex Target();
    }
}
