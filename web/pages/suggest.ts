import { t } from "../shared/words";

interface Person {
  email: string;
  firstName: string;
  lastName: string;
  source: "account" | "course" | "invited";
}

const LEAST = 2;
const PAUSE_IN_TYPING = 150;

/** Makes each [data-suggest] field a combobox (WAI-ARIA pattern, list autocomplete): picking a person fills in their names too. */
export function suggestPeople(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-suggest]")) new PeopleBox(input);
}

class PeopleBox {
  readonly #input: HTMLInputElement;
  readonly #list = document.createElement("ul");
  readonly #said = document.createElement("span");
  #people: Person[] = [];
  #active = -1;
  #timer = 0;
  #asked = 0;

  constructor(input: HTMLInputElement) {
    this.#input = input;
    this.#list.id = `${input.id}-people`;
    this.#list.role = "listbox";
    this.#list.ariaLabel = t("People");
    this.#list.hidden = true;
    this.#said.className = "heard-only";
    this.#said.role = "status";
    input.role = "combobox";
    input.ariaAutoComplete = "list";
    input.ariaExpanded = "false";
    input.setAttribute("aria-controls", this.#list.id);
    input.after(this.#list, this.#said);
    input.parentElement?.classList.add("combobox");
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#close());
    // Before blur, which would close the list under the pointer.
    this.#list.addEventListener("pointerdown", (event) => this.#pointed(event));
  }

  #typed(): void {
    clearTimeout(this.#timer);
    if (this.#input.value.trim().length < LEAST) this.#close();
    else this.#timer = window.setTimeout(() => void this.#ask(), PAUSE_IN_TYPING);
  }

  async #ask(): Promise<void> {
    const turn = ++this.#asked;
    const url = `${this.#input.dataset.suggest ?? ""}?query=${encodeURIComponent(this.#input.value.trim())}`;
    const answer = await fetch(url).catch(() => null);
    const people = answer?.ok ? ((await answer.json()) as Person[]) : [];
    // A later question was asked meanwhile, or the field was left.
    if (turn !== this.#asked || document.activeElement !== this.#input) return;
    this.#show(people);
  }

  #show(people: Person[]): void {
    this.#people = people;
    this.#active = -1;
    this.#list.replaceChildren(...people.map((person, index) => this.#option(person, index)));
    this.#list.hidden = people.length === 0;
    this.#input.ariaExpanded = String(people.length > 0);
    this.#input.removeAttribute("aria-activedescendant");
    this.#said.textContent = people.length === 0 ? "" : t("{0} people found", people.length);
  }

  #option(person: Person, index: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${index}`;
    option.role = "option";
    option.ariaSelected = "false";
    const name = document.createElement("b");
    name.textContent = `${person.firstName} ${person.lastName}`;
    const address = document.createElement("span");
    address.className = "small soft";
    address.textContent = person.source === "invited" ? t("{0}, invited before", person.email) : person.email;
    option.append(name, address);
    return option;
  }

  #key(event: KeyboardEvent): void {
    if (this.#list.hidden) {
      if (event.key === "ArrowDown") this.#typed();
      return;
    }
    if (event.key === "ArrowDown") this.#move(1);
    else if (event.key === "ArrowUp") this.#move(-1);
    else if (event.key === "Enter" && this.#active >= 0) this.#pick(this.#active);
    else if (event.key === "Escape") this.#close();
    else return;
    // Enter picks rather than sends, and Escape closes the list rather than the dialog.
    event.preventDefault();
    event.stopPropagation();
  }

  #move(by: number): void {
    const count = this.#people.length;
    this.#active = (this.#active + by + count + (this.#active < 0 && by < 0 ? 1 : 0)) % count;
    [...this.#list.children].forEach((option, index) => (option.ariaSelected = String(index === this.#active)));
    const active = this.#list.children[this.#active];
    active?.scrollIntoView({ block: "nearest" });
    if (active) this.#input.setAttribute("aria-activedescendant", active.id);
  }

  #pointed(event: PointerEvent): void {
    event.preventDefault();
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option) this.#pick([...this.#list.children].indexOf(option));
  }

  #pick(index: number): void {
    const person = this.#people[index];
    if (!person) return;
    this.#input.value = person.email;
    this.#fill("firstName", person.firstName);
    this.#fill("lastName", person.lastName);
    this.#close();
  }

  #fill(name: string, value: string): void {
    const field = this.#input.form?.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#show([]);
  }
}
