const HOUR = 3_600_000;

/** When the start of a session moves, its end moves along, so that it lasts as long as it did. */
export function keepLength(root: ParentNode = document): void {
  const [start, end] = ["startsAt", "endsAt"].map((name) =>
    root.querySelector<HTMLInputElement>(`.session-form input[name=${name}]`),
  );
  if (!start || !end) return;
  // Both clocks hang on the same wall, so as UTC they are as far apart as they look.
  let length = read(end) - read(start) || HOUR;
  end.addEventListener("change", () => (length = read(end) - read(start) || HOUR));
  start.addEventListener("change", () => {
    if (Number.isNaN(read(start)) || end.value === "") return;
    end.value = new Date(read(start) + length).toISOString().slice(0, 16);
  });
}

const read = (clock: HTMLInputElement): number => Date.parse(`${clock.value}Z`);
