import { t } from "./words";

const language = pageLanguage();
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const weekday = new Intl.DateTimeFormat(language, { weekday: "long" });
const date = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const dateOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });

/** "16:00": for lists whose day is plain. */
export const timeOfDay = (at: number): string => clock.format(at);

/** As people say it, in the reader's zone: "today at 16:00", "Thursday at 16:00", "26 November at 16:00". */
export function spoken(at: number, now: number): string {
  return t("{0} at {1}", spokenDay(at, now), clock.format(at));
}

function spokenDay(at: number, now: number): string {
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("tomorrow");
  if (days === -1) return t("yesterday");
  if (days > 1 && days < 7) return weekday.format(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? date.format(at) : dateOfYear.format(at);
}

const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** "7:05", "1:02:09": how long something has run. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** The page's language as the reader's region writes it: 26 November to a Briton, November 26 to an American. The clock is the site's. */
function pageLanguage(): string {
  if (typeof document === "undefined") return "en";
  const page = document.documentElement.lang || "en";
  return navigator.languages.find((theirs) => theirs.split("-")[0] === page.split("-")[0]) ?? page;
}
