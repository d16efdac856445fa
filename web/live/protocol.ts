// What the hub and the page say to each other: docs/protocol.md. Times are unix milliseconds.

export type Role = "guest" | "viewer" | "speaker" | "moderator" | "host";
export type PanelName = "chat" | "backchannel";

export interface Participant {
  id: string;
  name: string;
  role: Role;
  present: boolean;
  /** They came by an invitation, which a Host can revoke. */
  invited: boolean;
}

export interface Message {
  sequence: number;
  id: string;
  panel: PanelName;
  by: string;
  name: string;
  role: Role;
  text: string;
  at: number;
}

export interface Answer {
  by: string;
  name: string;
  text: string;
  at: number;
}

export interface Question {
  sequence: number;
  id: string;
  by: string;
  name: string;
  text: string;
  at: number;
  published: boolean;
  answers: readonly Answer[];
}

/** The session as this person may see it. */
export interface View {
  sequence: number;
  participants: readonly Participant[];
  chat: readonly Message[];
  backchannel?: readonly Message[];
  questions: readonly Question[];
  more: { chat: boolean; backchannel?: boolean };
}

export interface SessionFacts {
  id: string;
  room: string;
  title: string;
  startsAt?: number | null;
  endsAt?: number | null;
  startedAt?: number | null;
}

export interface You {
  participant: string;
  name: string;
  role: Role;
}

export interface Welcome {
  protocol: number;
  you: You;
  /** The server's clock as it answered. */
  now: number;
  session: SessionFacts;
  view?: View;
  /** In place of a view: all that was missed. */
  events?: readonly LiveEvent[];
  sequence: number;
}

export type LiveEvent = { sequence: number; at: number } & (
  | { type: "entered"; participant: Participant }
  | { type: "left"; participant: string }
  | { type: "roleChanged"; participant: string; role: Role; by?: string | null }
  | { type: "removed"; participant: string; reason: "removed" | "revoked" | "expired" }
  | { type: "said"; message: Message }
  | { type: "asked"; question: Question }
  | { type: "answered"; question: string; answer: Answer }
  | { type: "published"; question: Question }
  | { type: "ended"; by?: string | null }
);

export interface Problem {
  code: string;
  sentence: string;
  retryAfterSeconds?: number | null;
}

/** What every call is answered with. */
export interface Receipt {
  sequence?: number | null;
  problem?: Problem | null;
}

/** How sure the site is of a person. */
export interface Assurance {
  participant: string;
  assurance: "typedAddress" | "emailedCode" | "signedIn";
  /** How their weakest device is bound; none for who came by an account. */
  strength?: "cookie" | "deviceKey" | null;
}

/** Why one is out. */
export interface Farewell {
  code: string;
  sentence: string;
  /** One never was in. */
  refused?: boolean;
}
