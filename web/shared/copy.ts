import { t } from "./words";

/** A <button data-copy="text" hidden> is shown, copies its text, and says so in its own words for a moment. */
export function enableCopyButtons(root: ParentNode = document): void {
  if (!("clipboard" in navigator)) return; // not on plain http
  for (const button of root.querySelectorAll<HTMLElement>("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  const label = button.querySelector<HTMLElement>("[data-label]") ?? button;
  const before = label.textContent;
  label.textContent = t("Copied");
  label.setAttribute("role", "status");
  setTimeout(() => (label.textContent = before), 2000);
}
