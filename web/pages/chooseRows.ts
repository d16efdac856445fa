import { t } from "../shared/words";

/** In a form marked data-chooses: one box chooses all rows, how many are chosen is said, and what needs some waits for them. */
export function chooseRows(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-chooses]")) start(form);
}

function start(form: HTMLFormElement): void {
  const all = form.querySelector<HTMLElement>("[data-choose-all]");
  const box = all?.querySelector("input");
  if (!all || !box) return;
  all.hidden = false;
  box.addEventListener("change", () => {
    for (const row of boxes(form)) row.checked = box.checked;
    tellChosen(form);
  });
  form.addEventListener("change", () => tellChosen(form));
  tellChosen(form);
}

/** Also after the rows have been changed from outside. */
export function tellChosen(form: HTMLFormElement): void {
  const rows = boxes(form);
  const chosen = rows.filter((row) => row.checked).length;
  const box = form.querySelector<HTMLInputElement>("[data-choose-all] input");
  if (box) {
    box.checked = chosen > 0 && chosen === rows.length;
    box.indeterminate = chosen > 0 && chosen < rows.length;
  }
  const said = form.querySelector<HTMLElement>("[data-chosen]");
  const words = chosen > 0 ? t("{0} chosen", chosen) : t("Tick people to do something to several at once.");
  if (said && said.textContent !== words) said.textContent = words;
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-needs-chosen]")) button.disabled = chosen === 0;
}

const boxes = (form: HTMLFormElement): HTMLInputElement[] => [
  ...form.querySelectorAll<HTMLInputElement>("input[name=chosen]"),
];
