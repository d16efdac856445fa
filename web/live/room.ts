import { computed, effect, signal } from "@preact/signals";
import { freshId } from "../shared/freshId";
import { t } from "../shared/words";
import { Assurances } from "./assurances";
import { Connection, type Link } from "./connection";
import { Drafts } from "./drafts";
import { Incoming } from "./incoming";
import { Notices } from "./notices";
import { Outgoing } from "./outgoing";
import type {
  DeviceRequest,
  Farewell,
  HandOver,
  Message,
  PanelName,
  Problem,
  Receipt,
  Role,
  WaitingView,
} from "./protocol";
import { announceWaiting } from "./announce";
import { nowYouAre } from "./roles";
import { type LiveState, prepend, read } from "./state";

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
  /** In milliseconds, how long one was in the session before this page. */
  attended: number;
  /** An invitation is bound to this device, and can move to another. */
  onDevice: boolean;
  /** Whether this person may invite to the room now, as the server says. */
  mayInvite: boolean;
  manages: boolean;
}

export type Tab = PanelName | "questions" | "people";

/** The session as this page has it, and what can be done in it. */
export class Room {
  /** Null until the first welcome. */
  readonly state = signal<LiveState | null>(null);
  /** What one is told while one waits to be let in; null when one does not. */
  readonly waiting = signal<WaitingView | null>(null);
  readonly link = signal<Link>("connecting");
  readonly farewell = signal<Farewell | null>(null);
  /** Who asks to come on another device; nobody, for those who don't decide. */
  readonly deviceRequests = signal<readonly DeviceRequest[]>([]);
  readonly tab = signal<Tab>("chat");
  readonly role = computed(() => this.state.value?.you.role ?? this.facts.role);
  /** Whether somebody can be looking: what arrives in a hidden window stays unread. */
  readonly visible = signal(!document.hidden);
  readonly drafts = new Drafts();
  readonly notices = new Notices();
  readonly outgoing: Outgoing;
  readonly assurances: Assurances;
  readonly #connection: Connection;
  readonly #incoming: Incoming;
  /** When this page came in, by the server's clock. */
  #cameAt: number | null = null;
  #clockOffset = Date.now() - performance.now();

  constructor(readonly facts: PageFacts) {
    const now = (): number => this.now();
    this.#connection = new Connection(facts.session, () => this.state.peek()?.sequence ?? null);
    this.outgoing = new Outgoing(this.state, this.#connection, now);
    this.#incoming = new Incoming(this.state, this.#connection, now);
    this.assurances = new Assurances(this.state, this.tab, this.link, this.#connection);
    this.#followRole();
    announceWaiting(this);
    document.addEventListener("visibilitychange", () => (this.visible.value = !document.hidden));
  }

  enter(): void {
    void this.#connection.run({
      link: (link) => {
        this.link.value = link;
        if (link === "live") this.outgoing.sendAgain();
      },
      welcome: (welcome) => {
        this.#clockOffset = welcome.now - performance.now();
        this.waiting.value = null;
        this.#cameAt ??= this.now();
        this.#incoming.welcome(welcome);
      },
      waiting: (waiting) => (this.waiting.value = waiting),
      batch: (news) => this.#incoming.batch(news),
      own: (events) => this.#incoming.own(events),
      view: (view) => this.#incoming.view(view),
      deviceRequests: (requests) => (this.deviceRequests.value = requests),
      out: (farewell) => (this.farewell.value = farewell),
    });
  }

  /** The server's time, whatever the device's clock says. */
  now(): number {
    return this.#clockOffset + performance.now();
  }

  /** How long one was in the session, all in all. */
  attended(): number {
    return this.facts.attended + (this.#cameAt === null ? 0 : this.now() - this.#cameAt);
  }

  publish(question: string): Promise<void> {
    return this.#act("Publish", question);
  }

  publishAnswer(question: string, answer: number): Promise<void> {
    return this.#act("PublishAnswer", question, answer);
  }

  changeRole(participant: string, role: Role): Promise<void> {
    return this.#act("ChangeRole", participant, role);
  }

  remove(participant: string): Promise<void> {
    return this.#act("Remove", participant);
  }

  revoke(participant: string): Promise<void> {
    return this.#act("Revoke", participant);
  }

  /** A code and a picture that another device takes this one's place with. */
  handOver(): Promise<HandOver> {
    return this.#connection
      .call<HandOver>("HandOver")
      .catch(() => ({ problem: { code: "", sentence: t("You are not connected right now. Try again in a moment.") } }));
  }

  decideDevice(request: string, approve: boolean): Promise<void> {
    return this.#act("DecideDevice", request, approve);
  }

  lock(locked: boolean): Promise<void> {
    return this.#act(locked ? "Lock" : "Unlock");
  }

  admit(participant: string): Promise<void> {
    return this.#act("Admit", participant);
  }

  admitAll(): Promise<void> {
    return this.#act("AdmitAll");
  }

  decline(participant: string): Promise<void> {
    return this.#act("Decline", participant);
  }

  tellWaiting(text: string): Promise<void> {
    return this.#act("TellWaiting", freshId(), text);
  }

  end(): Promise<void> {
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

  async loadOlder(panel: PanelName): Promise<void> {
    const first = this.state.peek()?.[panel]?.messages[0];
    if (!first) return;
    type Older = { messages?: string | null; problem?: Problem | null };
    const answer = await this.#connection.call<Older>("History", panel, first.sequence).catch((): Older => ({}));
    const state = this.state.peek();
    if (answer.messages && state) this.state.value = prepend(state, panel, JSON.parse(answer.messages) as Message[]);
    else
      this.notices.tell(
        (answer.problem && t(answer.problem.sentence)) ??
          t("Older messages could not be loaded. Try again in a moment."),
        true,
      );
  }

  read(tab: PanelName | "questions"): void {
    const state = this.state.peek();
    if (state) this.state.value = read(state, tab);
  }

  async #act(method: string, ...values: (string | number | boolean)[]): Promise<void> {
    const lost = { code: "", sentence: t("You are not connected right now. Try again in a moment.") };
    const { problem } = await this.#connection
      .call<Receipt>(method, ...values)
      .catch((): Receipt => ({ problem: lost }));
    // Whoever ends the session is out before the answer comes.
    if (problem && !this.farewell.peek()) this.notices.tell(t(problem.sentence), true);
  }

  /** Tells of a new role, once; and what is open stays open unless the role has it no more. */
  #followRole(): void {
    let told = 0;
    effect(() => {
      const notes = this.state.value?.notes ?? [];
      const last = notes.at(-1);
      if (last && notes.length > told) this.notices.tell(nowYouAre(last.role, last.by));
      told = notes.length;
    });
    effect(() => {
      if (this.tab.value === "chat" && this.state.value?.quiet) this.tab.value = "questions";
      if (this.tab.value === "backchannel" && this.state.value && !this.state.value.backchannel)
        this.tab.value = "chat";
    });
  }
}
