import { tellChosen } from "./chooseRows";

/** How often to look when the stream of changes is blocked on the way. */
const BETWEEN_LOOKS = 15_000;
/** However much happens, the register is not fetched more often than this. */
const BETWEEN_FETCHES = 700;

/** Keeps the register as the server has it, row by row: what is ticked stays ticked, and an open menu stays open until it is closed. */
export function keepRegisterLive(enhance: (root: ParentNode) => void): void {
  const part = document.querySelector<HTMLElement>("[data-live][id]");
  if (part) new LiveRegister(part, enhance);
}

class LiveRegister {
  readonly #part: HTMLElement;
  readonly #enhance: (root: ParentNode) => void;
  /** Each row, and the whole, as the server wrote it. */
  #served: Map<string, string>;
  #whole: string;
  #looking = false;
  #again = false;

  constructor(part: HTMLElement, enhance: (root: ParentNode) => void) {
    this.#part = part;
    this.#enhance = enhance;
    this.#served = rowsOf(part);
    this.#whole = outline(part);
    new EventSource(part.dataset.live ?? "").addEventListener("changed", () => void this.#look());
    setInterval(() => void this.#look(), BETWEEN_LOOKS);
    part.addEventListener("toggle", () => this.#again && void this.#look(), true);
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#looking || document.hidden || this.#part.querySelector("details.dropdown[open]")) return;
    this.#looking = true;
    this.#again = false;
    const answer = await fetch(location.href).catch(() => null);
    if (answer?.ok) this.#take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_FETCHES));
    this.#looking = false;
    if (this.#again as boolean) void this.#look();
  }

  #take(fresh: Document): void {
    const part = fresh.getElementById(this.#part.id);
    if (!part) return;
    const [rows, whole] = [rowsOf(part), outline(part)];
    // Opened while we asked.
    if (this.#part.querySelector("details.dropdown[open]")) this.#again = true;
    else if (whole === this.#whole) this.#takeRows(part, rows);
    else this.#takeWhole(part);
    if (this.#again) return;
    this.#served = rows;
    this.#whole = whole;
  }

  #takeRows(part: HTMLElement, rows: Map<string, string>): void {
    for (const [id, html] of rows) {
      const row = document.getElementById(id);
      const fresh = part.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
      if (!row || !fresh || this.#served.get(id) === html) continue;
      const kept = keep(row);
      row.replaceChildren(...fresh.childNodes);
      kept(row);
      this.#enhance(row);
    }
    const form = this.#part.querySelector<HTMLFormElement>("form[data-chooses]");
    if (form) tellChosen(form);
  }

  #takeWhole(part: HTMLElement): void {
    const kept = keep(this.#part);
    this.#part.replaceChildren(...part.childNodes);
    kept(this.#part);
    this.#enhance(this.#part);
  }
}

const rowsOf = (part: HTMLElement): Map<string, string> =>
  new Map([...part.querySelectorAll<HTMLElement>("tbody > tr[id]")].map((row) => [row.id, row.innerHTML]));

/** Which rows there are, in their order: only when that changes is the whole taken anew. */
const outline = (part: HTMLElement): string => [...rowsOf(part).keys()].join(" ");

/** What the person has done in a part: which boxes are ticked, and where the focus is. */
function keep(part: HTMLElement): (fresh: HTMLElement) => void {
  const ticked = [...part.querySelectorAll<HTMLInputElement>("input[name=chosen]:checked")].map((box) => box.value);
  const focused = part.contains(document.activeElement) ? where(document.activeElement) : null;
  return (fresh) => {
    for (const box of fresh.querySelectorAll<HTMLInputElement>("input[name=chosen]"))
      if (ticked.includes(box.value)) box.checked = true;
    if (focused) fresh.querySelector<HTMLElement>(focused)?.focus();
  };
}

function where(element: Element | null): string | null {
  if (element instanceof HTMLInputElement && element.value) return `input[value="${CSS.escape(element.value)}"]`;
  if (element instanceof HTMLAnchorElement) return `a[href="${CSS.escape(element.getAttribute("href") ?? "")}"]`;
  const row = element?.closest("tr[id]");
  return row && element?.matches("summary") ? `#${CSS.escape(row.id)} summary, summary` : null;
}
