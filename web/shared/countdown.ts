/**
 * Runs each [data-countdown] (unix milliseconds) by the server's clock, sent along in data-now: the device's may be wrong.
 * Every [data-warms] of the page (milliseconds) shows the warm light from so long before.
 * Its parts are [data-unit="days|hours|minutes|seconds"], hours in a [data-optional] only while there are any; at zero it says so with a "due" event that bubbles.
 */
export function runCountdowns(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-countdown]")) run(element);
}

/** A page whose [data-reload-when-due] countdown has run out is loaded again, to show what it has become. */
export function reloadWhenDue(): void {
  document.addEventListener("due", (event) => {
    const due = event.target instanceof Element && event.target.matches("[data-reload-when-due]");
    if (due) setTimeout(() => location.reload(), 250);
  });
}

function run(element: HTMLElement): void {
  // performance.now() goes on evenly when somebody sets the device's clock.
  const serverAtStart = Number(element.dataset.now) - performance.now();
  const parts = new Map(
    [...element.querySelectorAll<HTMLElement>("[data-unit]")].map((part) => [part.dataset.unit, part]),
  );
  const tick = () => {
    const left = Number(element.dataset.countdown) - (serverAtStart + performance.now());
    show(parts, Math.max(0, Math.ceil(left / 1000)));
    for (const chip of document.querySelectorAll<HTMLElement>("[data-warms]"))
      chip.classList.toggle("live", left <= Number(chip.dataset.warms));
    if (left > 0) setTimeout(tick, left % 1000 || 1000);
    else element.dispatchEvent(new Event("due", { bubbles: true }));
  };
  tick();
}

function show(parts: Map<string | undefined, HTMLElement>, seconds: number): void {
  const days = Math.floor(seconds / 86_400);
  const values = {
    days,
    hours: Math.floor(seconds / 3600) % 24,
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
  };
  for (const [unit, value] of Object.entries(values)) {
    const part = parts.get(unit);
    if (part) part.textContent = String(value).padStart(2, "0");
  }
  const hoursBox = parts.get("hours")?.closest<HTMLElement>("[data-optional]");
  if (hoursBox) hoursBox.hidden = seconds < 3600;
  const daysBox = parts.get("days")?.parentElement;
  if (daysBox) daysBox.hidden = days === 0;
}
