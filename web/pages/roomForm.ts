/** Under [data-rows], the hidden [data-adds-row] button is shown and adds one more empty row. */
export function growRows(root: ParentNode = document): void {
  for (const button of root.querySelectorAll<HTMLElement>("[data-adds-row]")) {
    const rows = button.parentElement?.querySelector<HTMLElement>("[data-rows]");
    if (!rows) continue;
    button.hidden = false;
    button.addEventListener("click", () => addRow(rows));
  }
}

function addRow(rows: HTMLElement): void {
  const last = rows.querySelector<HTMLElement>("[data-row]:last-of-type");
  if (!last) return;
  const row = last.cloneNode(true) as HTMLElement;
  const place = rows.children.length;
  for (const field of row.querySelectorAll("input")) {
    const label = row.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(field.id)}"]`);
    field.id = field.id.replace(/\d+$/, String(place));
    if (label) label.htmlFor = field.id;
    field.value = "";
  }
  rows.append(row);
  row.querySelector("input")?.focus();
}

/** A time zone that nobody has chosen yet becomes the reader's own. */
export function chooseOwnZone(root: ParentNode = document): void {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of root.querySelectorAll<HTMLSelectElement>("select[data-own-zone]"))
    if ([...select.options].some((option) => option.value === own)) select.value = own;
}
