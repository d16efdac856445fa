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
  /** They came by a guest link. */
  guest?: boolean;
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
  /** By which it is spoken of. */
  sequence: number;
  /** Given to the asker alone, beside the backstage. */
  private: boolean;
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

/** Somebody who waits to be let in: shown to Moderators and Hosts. */
export interface Waiter {
  id: string;
  name: string;
  role: Role;
  guest: boolean;
  since: number;
}

/** What a Moderator or Host wrote to those who wait. */
export interface WaitingWord {
  by: string;
  name: string;
  text: string;
  at: number;
}

/** All that somebody who waits is told. */
export interface WaitingView {
  /** In the queue, from 1. */
  place: number;
  words: readonly { text: string; at: number }[];
}

/** The session as this person may see it. */
export interface View {
  sequence: number;
  participants: readonly Participant[];
  /** Absent for guests where the site gives them no part in it. */
  chat?: readonly Message[];
  backchannel?: readonly Message[];
  questions: readonly Question[];
  more: { chat: boolean; backchannel?: boolean };
  locked?: boolean;
  /** For Moderators and Hosts, like the words to those who wait. */
  waiting?: readonly Waiter[];
  waitingWords?: readonly WaitingWord[];
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
  | { type: "locked"; by: string }
  | { type: "unlocked"; by: string }
  | { type: "waits"; waiter: Waiter }
  | { type: "admitted"; participant: string; by?: string | null }
  | { type: "admittedAll"; by: string }
  | { type: "declined"; participant: string; by: string }
  | { type: "waitsNoMore"; participant: string; reason?: "removed" | "revoked" | "expired" | null }
  | { type: "toldWaiting"; id: string; word: WaitingWord }
  | { type: "guestsChatChanged"; allowed: boolean }
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

/** Somebody invited asks to come on another device; Hosts and Moderators decide. */
export interface DeviceRequest {
  id: string;
  invitation: string;
  name: string;
  browser: string;
  system: string;
  network: string;
  askedAt: number;
  /** How sure the site is that it is them. */
  assurance: Assurance["assurance"];
}

/** What the bound device shows to give its place away. */
export interface HandOver {
  code?: string | null;
  /** A QR code, as SVG. */
  picture?: string | null;
  until?: number | null;
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
