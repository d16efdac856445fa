/** The page's translations, English text to local text, as the server wrote them into the page; English needs none. */
const translations = read();

/** The words in the page's language, with {0}, {1}… filled in. */
export function t(english: string, ...values: (string | number)[]): string {
  return (translations[english] ?? english).replace(/\{(\d+)\}/g, (_, index: string) =>
    String(values[Number(index)] ?? ""),
  );
}

function read(): Record<string, string> {
  const text = typeof document === "undefined" ? null : document.getElementById("words")?.textContent;
  return text ? (JSON.parse(text) as Record<string, string>) : {};
}
