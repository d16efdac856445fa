import { linkify } from "../linkify";

/** What a person wrote, in the direction of its own script, with its addresses to follow. */
export function Text({ text }: { text: string }) {
  return (
    <p class="text" dir="auto">
      {linkify(text).map(({ text: piece, href }) =>
        href ? (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {piece}
          </a>
        ) : (
          piece
        ),
      )}
    </p>
  );
}
