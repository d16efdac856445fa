/** A stretch of a text: plain, or an address to follow. */
export interface Piece {
  readonly text: string;
  readonly href: string | null;
}

const address = /\bhttps?:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/giu;

/** Finds the http and https addresses of a text. What is shown is always what was written, so that no link lies about its goal. */
export function linkify(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutTail(match[0]);
    const href = safe(found);
    if (!href) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: found, href });
    from = match.index + found.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

/** The sentence's own punctuation is not the address's; a closing bracket is when it was opened in it. */
function withoutTail(found: string): string {
  let end = found.length;
  while (end > 0) {
    const last = found.charAt(end - 1);
    const opening = { ")": "(", "]": "[", "}": "{" }[last];
    const isTail = opening ? !balanced(found.slice(0, end), opening, last) : /[.,;:!?…*_~|]/u.test(last);
    if (!isTail) break;
    end--;
  }
  return found.slice(0, end);
}

const balanced = (text: string, opening: string, closing: string): boolean =>
  text.split(opening).length >= text.split(closing).length;

/** Null for what is no address, and for https://bank.example@elsewhere.example, which fools the eye. */
function safe(found: string): string | null {
  if (!URL.canParse(found)) return null;
  const url = new URL(found);
  const plain = (url.protocol === "http:" || url.protocol === "https:") && url.username === "" && url.password === "";
  return plain && url.hostname !== "" ? url.href : null;
}
