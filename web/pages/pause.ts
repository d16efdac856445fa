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
    if (seconds > 0) {
      pause.textContent = t("You can try again in {0} seconds.", seconds);
      setTimeout(tick, 1000);
    } else {
      // In place of the whole fault, which tells people to wait.
      (pause.closest(".fault > span") ?? pause).textContent = t("You can try again now.");
    }
  };
  tick();
}
