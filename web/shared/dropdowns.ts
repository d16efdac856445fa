/** Makes <details class="dropdown"> menus close as people expect: on Escape, on a click elsewhere, when focus moves on. */
export function closeDropdowns(): void {
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" ? document.querySelector<HTMLDetailsElement>("details.dropdown[open]") : null;
    if (!open) return;
    open.open = false;
    open.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => closeAllBut(event.target));
  document.addEventListener("focusin", (event) => closeAllBut(event.target));
}

function closeAllBut(target: EventTarget | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>("details.dropdown[open]"))
    if (!(target instanceof Node && open.contains(target))) open.open = false;
}
