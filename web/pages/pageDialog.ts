import { t } from "../shared/words";
import { watchProgress } from "./progress";

/**
 * Links marked data-opens-dialog show the page they lead to as a dialog over this one: the part of it that is marked
 * data-dialog. Its forms are sent from within; whatever they lead to is shown in the dialog too if it has such a part, and is
 * gone to if it has none. Links marked data-closes-dialog close it, and those marked data-in-dialog lead on within it. Forms of this
 * page that are marked data-opens-dialog show what they lead to in the same way. Without this script all of it is pages.
 * `enhance` gives what is shown the rest of its script.
 */
export function openPagesAsDialogs(enhance: (shown: ParentNode) => void, place: Place = here): void {
  focusAgain();
  document.addEventListener("click", (event) => {
    const link = linkTo(event, "a[data-opens-dialog]");
    if (!link) return;
    event.preventDefault();
    void open(link, enhance, place);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("form[data-opens-dialog]")) return;
    event.preventDefault();
    void openByForm(form, event.submitter, enhance, place);
  });
}

async function openByForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  enhance: (shown: ParentNode) => void,
  place: Place,
): Promise<void> {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const answer = await post(form, submitter);
  form.ariaBusy = null;
  const shown = answer ? dialogPart(await answer.text()) : null;
  if (shown) new PageDialog(submitter ?? form, enhance, place).open(shown);
  else if (answer?.ok) place.go(answer.url);
  // Out of reach, or a refusal that is a page of its own: sent plainly, the browser shows what comes of it.
  else if (submitter) sendPlainly(form, submitter);
}

function sendPlainly(form: HTMLFormElement, submitter: HTMLElement): void {
  form.removeAttribute("data-opens-dialog");
  form.requestSubmit(submitter);
}

/** What a dialog does to the page under it. */
interface Place {
  go(url: string): void;
  /** Something was done in it that the page does not show yet. */
  changed(): void;
}

/** Where the page keeps, while it loads itself anew, what had the focus: the address that an opener of a dialog leads to. */
const kept = "usher.opener";

const here: Place = {
  go: (url) => location.assign(url),
  changed: () => {
    const within = document.activeElement;
    const opener =
      within?.closest("a[data-opens-dialog]") ?? within?.closest("details")?.querySelector("a[data-opens-dialog]");
    if (opener) sessionStorage.setItem(kept, opener.getAttribute("href") ?? "");
    location.reload();
  },
};

function focusAgain(): void {
  const href = sessionStorage.getItem(kept);
  sessionStorage.removeItem(kept);
  const opener = href && document.querySelector<HTMLElement>(`a[data-opens-dialog][href="${CSS.escape(href)}"]`);
  if (opener) focusOn(opener);
}

/** The link that a plain click means to follow; other clicks open tabs and windows. */
function linkTo(event: MouseEvent, selector: string): HTMLAnchorElement | null {
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  return plain && event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(selector) : null;
}

async function open(link: HTMLAnchorElement, enhance: (shown: ParentNode) => void, place: Place): Promise<void> {
  const answer = await fetch(link.href).catch(() => null);
  const shown = answer?.ok && !answer.redirected ? dialogPart(await answer.text()) : null;
  if (shown) new PageDialog(link, enhance, place).open(shown);
  else place.go(link.href);
}

function dialogPart(html: string): HTMLElement | null {
  return new DOMParser().parseFromString(html, "text/html").querySelector<HTMLElement>("[data-dialog]");
}

class PageDialog {
  readonly #dialog = document.createElement("dialog");
  readonly #opener: HTMLElement;
  readonly #enhance: (shown: ParentNode) => void;
  readonly #place: Place;
  /** Something was done in it that this page does not show yet. */
  #changed = false;

  constructor(opener: HTMLElement, enhance: (shown: ParentNode) => void, place: Place) {
    this.#place = place;
    this.#opener = opener;
    this.#enhance = enhance;
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("submit", (event) => void this.#send(event));
    this.#dialog.addEventListener("click", (event) => {
      const on = linkTo(event, "a[data-in-dialog]");
      if (!on && !linkTo(event, "a[data-closes-dialog]")) return;
      event.preventDefault();
      if (on) void this.#goOn(on);
      else this.#dialog.close();
    });
  }

  open(shown: HTMLElement): void {
    document.body.append(this.#dialog);
    this.#show(shown);
    this.#dialog.showModal();
    this.#focus();
  }

  #show(shown: HTMLElement): void {
    shown.classList.remove("card");
    shown.classList.add("body");
    this.#dialog.replaceChildren(document.adoptNode(shown));
    const heading = this.#dialog.querySelector<HTMLElement>("h1, h2");
    if (heading) {
      heading.id ||= "dialog-title";
      heading.tabIndex = -1;
      this.#dialog.setAttribute("aria-labelledby", heading.id);
    }
    this.#enhance(this.#dialog);
  }

  /** Where the eye goes: what is wrong, what to fill in first, or else what it says. */
  #focus(): void {
    const first = ["[aria-invalid=true]", "[autofocus]", "h1, h2"]
      .map((selector) => this.#dialog.querySelector<HTMLElement>(selector))
      .find((element) => element !== null);
    first?.focus();
  }

  async #goOn(link: HTMLAnchorElement): Promise<void> {
    const answer = await fetch(link.href).catch(() => null);
    const shown = answer?.ok ? dialogPart(await answer.text()) : null;
    if (!shown) {
      this.#place.go(link.href);
      return;
    }
    this.#show(shown);
    this.#focus();
  }

  async #send(event: SubmitEvent): Promise<void> {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const stop = watchProgress(form, event.submitter);
    const answer = await post(form, event.submitter);
    stop();
    form.ariaBusy = null;
    if (!answer) this.#sayUnsent(form);
    else await this.#follow(answer, form);
  }

  async #follow(answer: Response, form: HTMLFormElement): Promise<void> {
    const shown = dialogPart(await answer.text());
    if (shown) {
      // A part that says so has changed nothing yet: what it asks is still to be answered.
      this.#changed ||= answer.ok && shown.dataset.unchanged === undefined;
      this.#show(shown);
      this.#focus();
    } else if (answer.ok) this.#place.go(answer.url);
    // A refusal that is a page of its own: sent once more, it is shown whole.
    else form.submit();
  }

  #sayUnsent(form: HTMLFormElement): void {
    const notice = document.createElement("p");
    notice.className = "notice bad";
    notice.role = "alert";
    notice.textContent = t("There is no connection, so this was not sent. Try again.");
    form.querySelector(":scope > .notice[role=alert]")?.remove();
    form.prepend(notice);
  }

  #closed(): void {
    this.#dialog.remove();
    focusOn(this.#opener);
    if (this.#changed) this.#place.changed();
  }
}

/** The link may be in a menu that has closed meanwhile. */
function focusOn(opener: HTMLElement): void {
  const menu = opener.closest("details");
  const place = menu && !menu.open ? menu.querySelector("summary") : opener;
  place?.focus();
}

async function post(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Response | null> {
  const sent = new FormData(form, submitter);
  const plain = form.getAttribute("enctype") !== "multipart/form-data";
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const body = plain
    ? new URLSearchParams([...sent].map(([name, value]) => [name, typeof value === "string" ? value : ""]))
    : sent;
  return fetch(action, { method: "POST", body }).catch(() => null);
}
