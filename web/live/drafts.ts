import { type Signal, signal } from "@preact/signals";

/** What is being written, by place: it outlives panels, roles and connections. */
export class Drafts {
  readonly #places = new Map<string, Signal<string>>();

  of(place: string): Signal<string> {
    const known = this.#places.get(place) ?? signal("");
    this.#places.set(place, known);
    return known;
  }
}
