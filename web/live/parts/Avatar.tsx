const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first letters of a name's first and last word, in the person's tint; the name itself always stands beside it. */
export function Avatar({ of, name, large = false }: { of: string; name: string; large?: boolean }) {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return (
    <span class={large ? "avatar large" : "avatar"} data-tint={tintOf(of)} aria-hidden="true">
      {ends.map((word) => [...letters.segment(word ?? "")][0]?.segment.toLocaleUpperCase() ?? "").join("")}
    </span>
  );
}

/** The same for the same id everywhere. */
export const tintOf = (id: string): number =>
  Array.from(id).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7) % 5;
