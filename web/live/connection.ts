import {
  type HubConnection,
  HubConnectionBuilder,
  HubConnectionState,
  HttpTransportType,
  LogLevel,
} from "@microsoft/signalr";
import { proof } from "../shared/deviceKey";
import type { DeviceRequest, Farewell, LiveEvent, Problem, View, WaitingView, Welcome } from "./protocol";
import type { Batch } from "./state";

/** Whether the page hears and is heard. Unreachable: it never was in, and the first try has failed. */
export type Link = "connecting" | "unreachable" | "live" | "reconnecting";

/** What comes over the connection. */
export interface Listener {
  link(link: Link): void;
  welcome(welcome: Welcome): void;
  /** Not in: the room is locked, and somebody has to let them in. */
  waiting(waiting: WaitingView): void;
  batch(batch: Batch): void;
  own(events: readonly LiveEvent[]): void;
  view(view: View): void;
  deviceRequests(requests: readonly DeviceRequest[]): void;
  /** Out for good, or not let in: nothing comes after. */
  out(farewell: Farewell): void;
}

/** Refusals that pass by themselves; any other means that one may not be here. */
const passing = new Set(["live.unavailable", "live.too-late"]);
const address = "/live/hub";

/** The server gives a silent client up after seven seconds, and is never silent itself for more than three. */
const pingEvery = 2000;
const silentFor = 10_000;

/** One person's line to the session: opened again whenever it is lost, until they are out. */
export class Connection {
  #hub: HubConnection | null = null;
  #over = false;
  /** Let in, and on the way: entering anew needs no pause. */
  #calledIn = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly session: string,
    /** Up to where the page has the session's events; null when it has nothing yet. */
    private readonly last: () => number | null,
  ) {
    addEventListener("online", () => this.#wake());
    // Else it would take until the next missed ping to notice.
    addEventListener("offline", () => void this.#hub?.stop());
    document.addEventListener("visibilitychange", () => this.#wake());
  }

  async run(listener: Listener): Promise<void> {
    for (let failures = 0; ;) {
      const wasIn = await this.#once(listener).catch(() => false);
      if (this.#over) return;
      if (this.#calledIn) {
        this.#calledIn = false;
        failures = 0;
        continue;
      }
      failures = wasIn ? 0 : failures + 1;
      listener.link(this.last() === null ? "unreachable" : "reconnecting");
      await this.#pause(failures);
    }
  }

  /** Fails when the connection is lost before the answer: then nobody here knows whether it was done. */
  async call<T>(method: string, ...values: unknown[]): Promise<T> {
    if (!this.#hub) throw new Error("Not connected.");
    return this.#hub.invoke<T>(method, ...values);
  }

  /** Asked after a failed call, whose failure is told a moment before the connection's end is. */
  async isStillOpen(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve));
    return this.#hub !== null;
  }

  leave(): void {
    this.#over = true;
    this.#wake();
    void this.#hub?.stop();
  }

  /** Answers once the connection is lost: whether it had been in. */
  async #once(listener: Listener): Promise<boolean> {
    const hub = new HubConnectionBuilder()
      .withUrl(address, { skipNegotiation: true, transport: HttpTransportType.WebSockets })
      .configureLogging(LogLevel.None)
      .withKeepAliveInterval(pingEvery)
      .withServerTimeout(silentFor)
      .build();
    const closed = new Promise<null>((resolve) => hub.onclose(() => resolve(null)));
    const challenge = new Promise<string>((resolve) => hub.on("challenge", resolve));
    const release = this.#listen(hub, listener);
    try {
      await hub.start();
      const nonce = await Promise.race([challenge, closed]);
      if (nonce === null || !(await this.#enter(hub, nonce, listener))) return false;
      this.#hub = hub;
      release();
      listener.link("live");
      await closed;
      return true;
    } finally {
      this.#hub = null;
      if (hub.state !== HubConnectionState.Disconnected) await hub.stop();
    }
  }

  /** What arrives before the welcome waits for the function it gives. */
  #listen(hub: HubConnection, listener: Listener): () => void {
    let early: (() => void)[] | null = [];
    const inTurn = (act: () => void): void => {
      if (early) early.push(act);
      else act();
    };
    hub.on("events", (after: number, through: number, json: string) =>
      inTurn(() => listener.batch({ after, through, events: JSON.parse(json) as LiveEvent[] })),
    );
    hub.on("own", (json: string) => inTurn(() => listener.own(JSON.parse(json) as LiveEvent[])));
    hub.on("view", (json: string) => inTurn(() => listener.view(JSON.parse(json) as View)));
    hub.on("deviceRequests", (json: string) =>
      inTurn(() => listener.deviceRequests(JSON.parse(json) as DeviceRequest[])),
    );
    hub.on("waiting", (json: string) => inTurn(() => listener.waiting(JSON.parse(json) as WaitingView)));
    hub.on("admitted", () => {
      this.#calledIn = true;
      void hub.stop();
    });
    hub.on("out", (code: string, sentence: string) => {
      if (!passing.has(code)) this.#out({ code, sentence }, listener);
    });
    return () => {
      const waiting = early ?? [];
      early = null;
      for (const act of waiting) act();
    };
  }

  async #enter(hub: HubConnection, nonce: string, listener: Listener): Promise<boolean> {
    const signed = await proof({ htm: "CONNECT", htu: location.origin + address, nonce });
    const answer = await hub.invoke<{ welcome?: string | null; waiting?: string | null; problem?: Problem | null }>(
      "Enter",
      this.session,
      signed,
      this.last(),
    );
    if (answer.problem && !passing.has(answer.problem.code))
      this.#out({ ...answer.problem, refused: this.last() === null }, listener);
    if (answer.waiting) {
      listener.waiting(JSON.parse(answer.waiting) as WaitingView);
      return true;
    }
    if (!answer.welcome) return false;
    listener.welcome(JSON.parse(answer.welcome) as Welcome);
    return true;
  }

  #out(farewell: Farewell, listener: Listener): void {
    if (this.#over) return;
    this.leave();
    listener.out(farewell);
  }

  /** Longer with each failure, and by chance, so that a restarted server is not met by everyone at once. */
  #pause(failures: number): Promise<void> {
    const longest = Math.min(10_000, 500 * 2 ** failures);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longest * (0.5 + Math.random() / 2));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
