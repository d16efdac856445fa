/** How often to look when the stream of changes is blocked on the way. */
const BETWEEN_LOOKS = 15_000;
/** After the countdown, until the server's clock agrees. */
const BETWEEN_LATE_LOOKS = 500;

interface Entry {
  verdict: string;
  opensAt?: string;
}

/** Keeps the page true to the moment: whatever the host does, it follows by itself within a second, and loses nothing that was typed. */
export function watchInvitation(main: HTMLElement, enhance: (root: ParentNode) => void): void {
  const watch = main.dataset.watch ?? "";
  // Loading the page again looks again; it does not send the form once more.
  if (main.dataset.page) history.replaceState(null, "", main.dataset.page);
  let looking = false;

  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      if (await changed(watch, main)) await show(main, enhance);
    } catch {
      // Out of reach for now: the next word or the next look tells.
    } finally {
      looking = false;
    }
  };

  new EventSource(`${watch}/changes`).addEventListener("changed", () => void look());
  setInterval(() => void look(), BETWEEN_LOOKS);
  main.addEventListener("due", () => void lookUntilOpen(main, look));
}

async function lookUntilOpen(main: HTMLElement, look: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 10 && main.dataset.verdict === "NotYet"; tries++) {
    await look();
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LATE_LOOKS));
  }
}

async function changed(watch: string, main: HTMLElement): Promise<boolean> {
  const answer = await fetch(watch);
  if (answer.status === 404) return true;
  if (!answer.ok) return false;
  const entry = (await answer.json()) as Entry;
  const opens = entry.opensAt === undefined ? "" : String(Date.parse(entry.opensAt));
  const waits = entry.verdict === "notYet" && main.dataset.verdict === "NotYet" && opens !== (main.dataset.opens ?? "");
  return waits || entry.verdict.toLowerCase() !== main.dataset.verdict?.toLowerCase();
}

async function show(main: HTMLElement, enhance: (root: ParentNode) => void): Promise<void> {
  const answer = await fetch(main.dataset.page ?? location.href);
  // A device that is bound is led straight in.
  if (answer.redirected) {
    location.replace(answer.url);
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("main");
  if (!fresh) return;
  const typed = new Map(
    [...main.querySelectorAll<HTMLInputElement>("input[id]")].map((field) => [field.id, field.value]),
  );
  const focused = main.contains(document.activeElement) ? document.activeElement?.id : undefined;
  Object.assign(main.dataset, { opens: "" }, fresh.dataset);
  main.replaceChildren(...fresh.childNodes);
  for (const field of main.querySelectorAll<HTMLInputElement>("input[id]"))
    field.value = typed.get(field.id) || field.value;
  if (focused) (main.querySelector<HTMLElement>(`#${CSS.escape(focused)}`) ?? main).focus();
  enhance(main);
}
