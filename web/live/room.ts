import { type Signal, batch, computed, effect, signal } from "@preact/signals";
import { freshId } from "../shared/freshId";
import { t } from "../shared/words";
import { Connection, type Link, type Listener } from "./connection";
import type { Farewell, LiveEvent, Message, PanelName, Problem, Receipt, Role, View, Welcome } from "./protocol";
import { nowYouAre } from "./roles";
import { type Send, type Target, accepted, discarded, refused, retried, sending, unsettled } from "./sends";
import {
  type Batch,
  type LiveState,
  advance,
  begin,
  leavesGap,
  prepend,
  read,
  replaceView,
  resume,
  takeOwn,
} from "./state";

/** What the server wrote into the page. */
export interface PageFacts {
  session: string;
  room: string;
  title: string;
  name: string;
  role: Role;
  /** Where to go on leaving; empty for people who came by an invitation. */
  leave: string;
  roomsUrl: string;
}

export type Tab = PanelName | "questions" | "people";

/** Something to be told of, shown and spoken once. */
export interface Notice {
  readonly id: string;
  readonly text: string;
  readonly bad: boolean;
}

/** The session as this page has it, and all that can be done in it. */
export class Room implements Listener {
  /** Null until the first welcome. */
  readonly state = signal<LiveState | null>(null);
  readonly linked = signal<Link>("connecting");
  readonly farewell = signal<Farewell | null>(null);
  readonly notices = signal<readonly Notice[]>([]);
  readonly tab = signal<Tab>("chat");
  readonly role = computed(() => this.state.value?.you.role ?? this.facts.role);
  readonly #drafts = new Map<string, Signal<string>>();
  readonly #connection: Connection;
  /** Batches that wait until a gap is filled; null when there is none. */
  #waiting: Batch[] | null = null;
  #clockOffset = Date.now() - performance.now();

  constructor(readonly facts: PageFacts) {
    this.#connection = new Connection(facts.session, () => this.state.peek()?.sequence ?? null, this);
    this.#tellOfRole();
    effect(() => {
      if (this.tab.value === "backchannel" && this.state.value && !this.state.value.backchannel)
        this.tab.value = "chat";
    });
  }

  enter(): void {
    void this.#connection.run();
  }

  /** The server's time, whatever the device's clock says. */
  now(): number {
    return this.#clockOffset + performance.now();
  }

  /** What is being written somewhere: it outlives panels, roles and connections. */
  draft(place: string): Signal<string> {
    const known = this.#drafts.get(place) ?? signal("");
    this.#drafts.set(place, known);
    return known;
  }

  // What comes

  link(link: Link): void {
    this.linked.value = link;
    if (link !== "live") return;
    for (const send of this.state.peek()?.sends ?? []) if (send.refusal === null) void this.#transmit(send);
  }

  welcome(welcome: Welcome): void {
    this.#waiting = null;
    this.#clockOffset = welcome.now - performance.now();
    const before = this.state.peek();
    if (before) this.state.value = resume(before, welcome);
    else if (welcome.view) this.state.value = begin(welcome, welcome.view);
  }

  batch(news: Batch): void {
    const state = this.state.peek();
    if (!state) return;
    if (this.#waiting) this.#waiting.push(news);
    else if (leavesGap(state, news)) void this.#fillGap(state, news);
    else this.state.value = advance(state, news);
  }

  own(events: readonly LiveEvent[]): void {
    this.#change((state) => takeOwn(state, events));
  }

  view(view: View): void {
    this.#change((state) => replaceView(state, view, this.now()));
  }

  out(farewell: Farewell): void {
    this.farewell.value = farewell;
  }

  // What one does

  send(target: Target, text: string): void {
    const id = freshId();
    this.#change((state) => ({ ...state, sends: sending(state.sends, id, text, this.now(), target) }));
    this.#transmitById(id);
  }

  retry(id: string): void {
    this.#change((state) => ({ ...state, sends: retried(state.sends, id) }));
    this.#transmitById(id);
  }

  discard(id: string): void {
    this.#change((state) => ({ ...state, sends: discarded(state.sends, id) }));
  }

  publish(question: string): Promise<boolean> {
    return this.#act("Publish", question);
  }

  changeRole(participant: string, role: Role): Promise<boolean> {
    return this.#act("ChangeRole", participant, role);
  }

  remove(participant: string): Promise<boolean> {
    return this.#act("Remove", participant);
  }

  revoke(participant: string): Promise<boolean> {
    return this.#act("Revoke", participant);
  }

  end(): Promise<boolean> {
    return this.#act("End");
  }

  leave(): void {
    this.#connection.leave();
    if (this.facts.leave) location.assign(this.facts.leave);
    else
      this.farewell.value = {
        code: "left",
        sentence: t("You can come back by the same link on this device, as long as it holds."),
      };
  }

  /** Whether there were any. */
  async loadOlder(panel: PanelName): Promise<void> {
    const first = this.state.peek()?.[panel]?.messages[0];
    if (!first) return;
    type Older = { messages?: string | null; problem?: Problem | null };
    const answer = await this.#connection.call<Older>("History", panel, first.sequence).catch((): Older => ({}));
    const older = answer.messages;
    if (older) this.#change((state) => prepend(state, panel, JSON.parse(older) as Message[]));
    else this.tell(answer.problem?.sentence ?? t("Older messages could not be loaded. Try again in a moment."), true);
  }

  read(tab: PanelName | "questions"): void {
    this.#change((state) => read(state, tab));
  }

  tell(text: string, bad = false): void {
    const id = freshId();
    this.notices.value = [...this.notices.peek(), { id, text, bad }];
    setTimeout(() => this.dismiss(id), 9000);
  }

  dismiss(id: string): void {
    this.notices.value = this.notices.peek().filter((notice) => notice.id !== id);
  }

  #change(how: (state: LiveState) => LiveState): void {
    const state = this.state.peek();
    if (state) this.state.value = how(state);
  }

  #transmitById(id: string): void {
    const send = this.state.peek()?.sends.find((known) => known.id === id);
    if (send) void this.#transmit(send);
  }

  async #transmit(send: Send): Promise<void> {
    try {
      const { sequence, problem } = await this.#call(send);
      if (problem) this.#refuse(send.id, problem.sentence);
      else
        this.#change((state) => {
          const sends = accepted(state.sends, send.id, sequence ?? 0);
          return { ...state, sends: unsettled(sends, state) };
        });
    } catch {
      // A lost connection keeps it for the next one; the server failing on it would fail again.
      if (await this.#stillLive()) this.#refuse(send.id, t("Something went wrong."));
    }
  }

  #call(send: Send): Promise<Receipt> {
    if (send.kind === "say") return this.#connection.call("Say", send.id, send.panel, send.text);
    if (send.kind === "ask") return this.#connection.call("Ask", send.id, send.text);
    return this.#connection.call("Answer", send.question, send.text);
  }

  #refuse(id: string, sentence: string): void {
    this.#change((state) => ({ ...state, sends: refused(state.sends, id, sentence) }));
  }

  /** The call's failure is told a moment before the connection's end is. */
  async #stillLive(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve));
    return this.linked.peek() === "live";
  }

  async #act(method: string, ...values: string[]): Promise<boolean> {
    const lost: Receipt = {
      problem: { code: "", sentence: t("You are not connected right now. Try again in a moment.") },
    };
    const { problem } = await this.#connection.call<Receipt>(method, ...values).catch(() => lost);
    // Whoever ends the session, or is put out by what they did, is out before the answer comes.
    if (problem && !this.farewell.peek()) this.tell(problem.sentence, true);
    return !problem;
  }

  async #fillGap(state: LiveState, news: Batch): Promise<void> {
    type Missed = { events?: string | null; view?: string | null; through: number };
    this.#waiting = [news];
    const missed = await this.#connection.call<Missed>("Fetch", state.sequence).catch(() => null);
    // Without an answer the connection is gone, and coming back fills the gap.
    const waiting = this.#waiting;
    this.#waiting = null;
    if (!missed) return;
    batch(() => {
      if (missed.view) this.view(JSON.parse(missed.view) as View);
      else if (missed.events)
        this.batch({
          after: state.sequence,
          through: missed.through,
          events: JSON.parse(missed.events) as LiveEvent[],
        });
      for (const next of waiting) this.batch(next);
    });
  }

  #tellOfRole(): void {
    let told = 0;
    effect(() => {
      const notes = this.state.value?.notes ?? [];
      const last = notes.at(-1);
      if (last && notes.length > told) this.tell(nowYouAre(last.role, last.by));
      told = notes.length;
    });
  }
}
