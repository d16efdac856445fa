import { t } from "../shared/words";

/** Counts down each [data-pause] (unix milliseconds, by the server's clock in data-now); the form cannot be sent before it is over. */
export function runPauses(root: ParentNode): void {
  for (const pause of root.querySelectorAll<HTMLElement>("[data-pause]")) run(pause);
}

function run(pause: HTMLElement): void {
  const serverAtStart = Number(pause.dataset.now) - performance.now();
  const button = pause.closest("form")?.querySelector("button");
  const tick = (): void => {
    const seconds = Math.ceil((Number(pause.dataset.pause) - serverAtStart - performance.now()) / 1000);
    if (button) button.disabled = seconds > 0;
    pause.textContent = seconds > 0 ? t("You can try again in {0} seconds.", seconds) : t("You can try again now.");
    if (seconds > 0) setTimeout(tick, 1000);
  };
  tick();
}
