import type { Signal } from "@preact/signals";
import { freshId } from "../shared/freshId";
import { t } from "../shared/words";
import type { Connection } from "./connection";
import type { Receipt } from "./protocol";
import { type Send, type Target, accepted, discarded, refused, retried, sending, unsettled } from "./sends";
import type { LiveState } from "./state";

/** What one writes, on its way: shown at once, sent again after a lost connection, and kept with its reason where it is refused. */
export class Outgoing {
  constructor(
    private readonly state: Signal<LiveState | null>,
    private readonly connection: Connection,
    private readonly now: () => number,
  ) {}

  send(target: Target, text: string): void {
    const id = freshId();
    this.#change((sends) => sending(sends, id, text, this.now(), target));
    this.#transmitById(id);
  }

  retry(id: string): void {
    this.#change((sends) => retried(sends, id));
    this.#transmitById(id);
  }

  discard(id: string): void {
    this.#change((sends) => discarded(sends, id));
  }

  /** After coming back: the same ids make it the same acts, whether they had arrived or not. */
  sendAgain(): void {
    for (const send of this.state.peek()?.sends ?? []) if (send.refusal === null) void this.#transmit(send);
  }

  #transmitById(id: string): void {
    const send = this.state.peek()?.sends.find((known) => known.id === id);
    if (send) void this.#transmit(send);
  }

  async #transmit(send: Send): Promise<void> {
    try {
      const { sequence, problem } = await this.#call(send);
      this.#change((sends) =>
        problem ? refused(sends, send.id, t(problem.sentence)) : accepted(sends, send.id, sequence ?? 0),
      );
    } catch {
      // A lost connection keeps it for the next one; on what the server failed with once it would fail again.
      if (await this.connection.isStillOpen())
        this.#change((sends) => refused(sends, send.id, t("Something went wrong.")));
    }
  }

  #call(send: Send): Promise<Receipt> {
    if (send.kind === "say") return this.connection.call("Say", send.id, send.panel, send.text);
    if (send.kind === "ask") return this.connection.call("Ask", send.id, send.text);
    return this.connection.call("Answer", send.question, send.text);
  }

  #change(how: (sends: readonly Send[]) => readonly Send[]): void {
    const state = this.state.peek();
    if (state) this.state.value = { ...state, sends: unsettled(how(state.sends), state) };
  }
}
