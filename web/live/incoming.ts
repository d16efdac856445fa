import { type Signal, batch } from "@preact/signals";
import type { Connection } from "./connection";
import type { LiveEvent, View, Welcome } from "./protocol";
import { type Batch, type LiveState, advance, begin, leavesGap, replaceView, resume, takeOwn } from "./state";

interface Missed {
  events?: string | null;
  view?: string | null;
  through: number;
}

/** What comes from the session, taken in without gaps: where one is noticed, what comes after it waits until it is filled. */
export class Incoming {
  #waiting: Batch[] | null = null;

  constructor(
    private readonly state: Signal<LiveState | null>,
    private readonly connection: Connection,
    private readonly now: () => number,
  ) {}

  welcome(welcome: Welcome): void {
    this.#waiting = null;
    const before = this.state.peek();
    if (before) this.state.value = resume(before, welcome);
    else if (welcome.view) this.state.value = begin(welcome, welcome.view);
  }

  batch(news: Batch): void {
    const state = this.state.peek();
    if (!state) return;
    if (this.#waiting) this.#waiting.push(news);
    else if (leavesGap(state, news)) void this.#fillGap(state.sequence, news);
    else this.state.value = advance(state, news);
  }

  own(events: readonly LiveEvent[]): void {
    const state = this.state.peek();
    if (state) this.state.value = takeOwn(state, events);
  }

  view(view: View): void {
    const state = this.state.peek();
    if (state) this.state.value = replaceView(state, view, this.now());
  }

  async #fillGap(after: number, news: Batch): Promise<void> {
    const waiting = (this.#waiting = [news]);
    const missed = await this.connection.call<Missed>("Fetch", after).catch(() => null);
    // Without an answer the connection is gone; coming back fills the gap, and has begun anew.
    if (!missed || this.#waiting !== waiting) return;
    this.#waiting = null;
    batch(() => {
      if (missed.view) this.view(JSON.parse(missed.view) as View);
      const events = missed.events ? (JSON.parse(missed.events) as LiveEvent[]) : null;
      if (events) this.batch({ after, through: missed.through, events });
      for (const next of waiting) this.batch(next);
    });
  }
}
