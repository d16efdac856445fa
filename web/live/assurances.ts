import { type Signal, computed, effect, signal } from "@preact/signals";
import { t } from "../shared/words";
import type { Connection, Link } from "./connection";
import type { Assurance, Problem } from "./protocol";
import { may } from "./roles";
import type { Tab } from "./room";
import type { LiveState } from "./state";

/** So many changes of people as come within this are one question. */
const gatherFor = 400;

/** How sure the site is of each person: asked for by those who look after people while they look, and forgotten with that role. */
export class Assurances {
  readonly #of = signal<ReadonlyMap<string, Assurance>>(new Map());

  constructor(
    state: Signal<LiveState | null>,
    tab: Signal<Tab>,
    link: Signal<Link>,
    private readonly connection: Connection,
  ) {
    const people = computed(() => state.value?.participants);
    const allowed = computed(() => state.value !== null && may(state.value.you.role, "seeAssurance"));
    effect(() => {
      if (!allowed.value) this.#of.value = new Map();
    });
    effect(() => {
      if (!allowed.value || tab.value !== "people" || link.value !== "live" || !people.value) return;
      const timer = setTimeout(() => void this.#ask(), gatherFor);
      return () => clearTimeout(timer);
    });
  }

  /** Null where there is nothing to say, or nothing this one may know. */
  words(participant: string): string | null {
    const known = this.#of.value.get(participant);
    if (!known) return null;
    return known.strength ? `${sureness(known.assurance)} · ${bound(known.strength)}` : sureness(known.assurance);
  }

  async #ask(): Promise<void> {
    type Answer = { people?: string | null; problem?: Problem | null };
    const answer = await this.connection.call<Answer>("Assurances").catch((): Answer => ({}));
    if (answer.people)
      this.#of.value = new Map((JSON.parse(answer.people) as Assurance[]).map((one) => [one.participant, one]));
  }
}

/** How sure the site is of a person, in words. */
export function sureness(assurance: Assurance["assurance"]): string {
  switch (assurance) {
    case "typedAddress":
      return t("address typed");
    case "emailedCode":
      return t("code confirmed");
    case "signedIn":
      return t("signed in");
  }
}

function bound(strength: "cookie" | "deviceKey"): string {
  return strength === "deviceKey" ? t("device key") : t("cookie only");
}
