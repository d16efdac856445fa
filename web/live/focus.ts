/**
 * Keeps the focus where somebody works. What they have just used may move (a person to another group) or go (a button that did its
 * work, a panel that their role has no more): then the focus goes to the same thing in its new place, or to what is nearest.
 * Elements are known again by their data-keep, which outlives the element itself.
 */
export function keepFocus(root: HTMLElement): void {
  let last: { element: HTMLElement; places: readonly string[] } | null = null;
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement) last = { element: target, places: placesOf(target) };
  });
  root.addEventListener("focusout", ({ target }) => {
    // Somebody who leaves for elsewhere has left; what was taken from under them is another matter, also where it is soon given
    // back: a button that waits for an answer is disabled meanwhile.
    const taken = target instanceof HTMLElement && isGone(target);
    setTimeout(() => {
      if (!taken && last?.element === target && !isGone(last.element) && document.activeElement !== target) last = null;
    });
  });
  new MutationObserver(() => {
    if (!last || !isNowhere()) return;
    if (isGone(last.element)) placeFor(root, last.places)?.focus();
    else last.element.focus();
  }).observe(root, { childList: true, subtree: true, attributeFilter: ["disabled"] });
}

const isGone = (element: HTMLElement): boolean => !element.isConnected || element.matches(":disabled");

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** The keys by which a place is found again, nearest first: its own, its neighbours', those around it. */
function placesOf(element: HTMLElement): string[] {
  const places: string[] = [];
  for (
    let around: HTMLElement | null = element;
    around;
    around = around.parentElement?.closest("[data-keep], li") ?? null
  ) {
    const beside = around.matches("li") ? [around, around.nextElementSibling, around.previousElementSibling] : [around];
    for (const one of beside) {
      const key = one && (one.getAttribute("data-keep") ?? one.querySelector("[data-keep]")?.getAttribute("data-keep"));
      if (key && !places.includes(key)) places.push(key);
    }
  }
  return places;
}

const usable =
  "button:enabled:not([tabindex='-1']), a[href]:not([tabindex='-1']), input:enabled, textarea, [tabindex='0']";

function placeFor(root: HTMLElement, places: readonly string[]): HTMLElement | null {
  for (const key of places) {
    const kept = root.querySelector<HTMLElement>(`[data-keep="${CSS.escape(key)}"]`);
    const place = kept?.matches(usable) ? kept : kept?.querySelector<HTMLElement>(usable);
    if (place) return place;
  }
  return root.querySelector<HTMLElement>("[role=tab][aria-selected=true]");
}
