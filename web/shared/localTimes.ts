import { spoken } from "./times";
import { t } from "./words";

const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/**
 * Says each <time data-local datetime="…"> in the reader's own zone; the server wrote it in the room's. One with a data-zone
 * stands hidden beside the room's time: it is shown only to those who live by another zone. One that is data-local="brief" stands among many, and does not say whose time it is.
 */
export function tellLocalTimes(root: ParentNode = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at) || time.dataset.zone === ownZone) continue;
    const words = spoken(at, Date.now());
    time.textContent = time.dataset.local === "brief" ? words : t("{0}, your time", words);
    time.hidden = false;
  }
  for (const note of root.querySelectorAll("[data-zone-note]"))
    note.textContent = t("Times are in {0}.", ownZone.replaceAll("_", " "));
}
