import { tellLocalTimes } from "./localTimes";

const BETWEEN_LOOKS = 3000;

/** Keeps each [data-refresh] part of the page as the server now has it. Nothing moves unless something is new, and focus stays. */
export function keepFresh(): void {
  const parts = document.querySelectorAll<HTMLElement>("[data-refresh][id]");
  if (parts.length === 0) return;
  const served = new Map([...parts].map((part) => [part.id, part.innerHTML]));
  setInterval(() => {
    if (!document.hidden) void look(parts, served);
  }, BETWEEN_LOOKS);
}

async function look(parts: NodeListOf<HTMLElement>, served: Map<string, string>): Promise<void> {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const html = fresh.getElementById(part.id)?.innerHTML;
    if (html === undefined || html === served.get(part.id)) continue;
    served.set(part.id, html);
    show(part, html);
  }
}

function show(part: HTMLElement, html: string): void {
  const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  part.innerHTML = html;
  tellLocalTimes(part);
  if (focused) part.querySelector<HTMLElement>(`[href="${CSS.escape(focused)}"]`)?.focus();
}
