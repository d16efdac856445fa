import { spoken } from "./times";
import { t } from "./words";

/** Says each <time data-local datetime="…"> in the reader's own zone; the server wrote it in the room's. */
export function tellLocalTimes(root: ParentNode = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    const at = Date.parse(time.dateTime);
    if (!Number.isNaN(at)) time.textContent = t("{0}, your time", spoken(at, Date.now()));
  }
}
