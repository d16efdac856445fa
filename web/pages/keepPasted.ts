const key = "usher.pasted";

/** Puts back what was pasted into the field for links and was none. It stays in this tab: a page that held part of a link would be one more place to find it. */
export function keepPasted(field: HTMLTextAreaElement | null): void {
  try {
    const kept = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    if (!field) return;
    if (kept !== null && field.dataset.keeps !== undefined && field.value === "") field.value = kept;
    field.form?.addEventListener("submit", () => sessionStorage.setItem(key, field.value));
  } catch {
    // A browser that keeps nothing: then it is pasted again.
  }
}
