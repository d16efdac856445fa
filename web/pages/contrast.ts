import { t } from "../shared/words";

/** WCAG 2.2 AA for text. */
const LEAST = 4.5;

type Colour = readonly [number, number, number];

// As ThemeRules has them; the server decides, this only tells at once.
const GROUNDS: Record<string, { surface: string; grounds: string[]; lift: number }> = {
  primaryLight: { surface: "#ffffff", grounds: ["#faf8f5", "#ffffff", "#f1ede7"], lift: 0.1 },
  primaryDark: { surface: "#1d1928", grounds: ["#14111c", "#1d1928", "#120f19"], lift: 0.27 },
};
const TINT = 0.09;

/** Tells beside each [data-colour] field, while a colour is picked, how well it will be read. */
export function tellContrast(root: ParentNode): void {
  for (const input of root.querySelectorAll<HTMLInputElement>("input[data-colour]")) {
    const said = input.parentElement?.querySelector<HTMLElement>("[data-contrast]");
    if (said) input.addEventListener("input", () => tell(input, said));
  }
}

function tell(input: HTMLInputElement, said: HTMLElement): void {
  const contrast = leastContrast(input.value, input.dataset.colour ?? "");
  const low = contrast < LEAST;
  said.textContent = t(low ? "Contrast {0} to 1: too faint" : "Contrast {0} to 1", (Math.floor(contrast * 10) / 10).toFixed(1));
  said.toggleAttribute("data-low", low);
}

/** The least contrast in which the colour will be read: on every ground, and under words as a button. */
export function leastContrast(value: string, name: string): number {
  const look = GROUNDS[name];
  if (!look) return 21;
  const primary = parse(value);
  const on: Colour = contrastOf([1, 1, 1], primary) >= LEAST ? [1, 1, 1] : [0, 0, 0];
  const lighter = mixed(primary, [1, 1, 1], look.lift);
  const lift = contrastOf(on, lighter) >= LEAST ? lighter : mixed(primary, [0, 0, 0], look.lift);
  const grounds = [...look.grounds.map(parse), mixed(parse(look.surface), primary, TINT)];
  return Math.min(...grounds.map((ground) => contrastOf(primary, ground)), contrastOf(on, primary), contrastOf(on, lift));
}

function parse(text: string): Colour {
  const number = Number.parseInt(text.slice(1), 16);
  return [(number >> 16) / 255, ((number >> 8) & 255) / 255, (number & 255) / 255];
}

function mixed(one: Colour, other: Colour, share: number): Colour {
  return [0, 1, 2].map((part) => (one[part] ?? 0) + ((other[part] ?? 0) - (one[part] ?? 0)) * share) as unknown as Colour;
}

function contrastOf(one: Colour, other: Colour): number {
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
