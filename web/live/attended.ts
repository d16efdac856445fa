import { t } from "../shared/words";

/** "You were here for 12 minutes."; null where it was hardly a minute. */
export function wereHere(milliseconds: number): string | null {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return null;
  if (minutes === 1) return t("You were here for one minute.");
  if (minutes < 60) return t("You were here for {0} minutes.", minutes);
  return t("You were here for {0} h {1} min.", Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0"));
}
