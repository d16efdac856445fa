import { type Feed, type Questions, discuss, grow, hushed } from "./conversation";
import type { LiveEvent, Message, PanelName, Participant, Role, SessionFacts, View, Welcome, You } from "./protocol";
import { may } from "./roles";
import { type Send, unsettled } from "./sends";
import { type Door, doorOf, watchDoor } from "./waiting";

/** Everything the page shows of a session. Immutable; each function here gives the next one. */
export interface LiveState {
  readonly you: You;
  readonly session: SessionFacts;
  /** All events up to here are in. */
  readonly sequence: number;
  readonly participants: ReadonlyMap<string, Participant>;
  readonly chat: Feed;
  /** A guest, where the site gives guests no part in the chat. */
  readonly quiet: boolean;
  readonly door: Door;
  /** Null for those who are not backstage. */
  readonly backchannel: Feed | null;
  readonly questions: Questions;
  /** What others wrote since it was last looked at. */
  readonly unread: Readonly<Record<PanelName | "questions", number>>;
  readonly sends: readonly Send[];
  readonly notes: readonly RoleNote[];
}

/** "Ada made you a Moderator": told once, by a notice. */
export interface RoleNote {
  readonly sequence: number;
  readonly at: number;
  readonly role: Role;
  /** Null when it was changed outside the session. */
  readonly by: string | null;
}

/** Events as they arrive: all that this person may see with after < sequence <= through. */
export interface Batch {
  readonly after: number;
  readonly through: number;
  readonly events: readonly LiveEvent[];
}

/** On entering for the first time. */
export function begin(welcome: Welcome, view: View): LiveState {
  const unread = { chat: 0, backchannel: 0, questions: 0 };
  return { you: welcome.you, session: welcome.session, ...shown(view), unread, sends: [], notes: [] };
}

/** On coming back: what was missed, or a fresh view where that is too much. What one was sending stays. */
export function resume(state: LiveState, welcome: Welcome): LiveState {
  const missed = { after: state.sequence, through: welcome.sequence, events: welcome.events ?? [] };
  const caughtUp = welcome.view ? replaceView(state, welcome.view, welcome.now) : advance(state, missed);
  const you = { ...welcome.you, role: caughtUp.you.role };
  return withRole({ ...caughtUp, you, session: welcome.session }, welcome.you.role, welcome.sequence, welcome.now);
}

/** Whether something between what is in and this batch was lost. */
export const leavesGap = (state: LiveState, batch: Batch): boolean => batch.after > state.sequence;

/** Takes in what is new of a batch that leaves no gap. */
export function advance(state: LiveState, batch: Batch): LiveState {
  if (batch.through <= state.sequence) return state;
  const fresh = batch.events.filter((event) => event.sequence > state.sequence);
  return takeIn({ ...state, sequence: batch.through }, fresh);
}

/** Events for this person alone, which come outside the sequence. To hear one twice changes nothing. */
export const takeOwn = (state: LiveState, events: readonly LiveEvent[]): LiveState => takeIn(state, events);

function takeIn(state: LiveState, events: readonly LiveEvent[]): LiveState {
  const next = {
    ...state,
    participants: attend(state.participants, events),
    chat: grow(state.chat, events, "chat"),
    backchannel: state.backchannel && grow(state.backchannel, events, "backchannel"),
    questions: discuss(state.questions, events),
    unread: count(state, events),
    door: watchDoor(state.door, events),
  };
  return settled(events.reduce(followRole, next));
}

/** A whole new view, as after a change of role. */
export function replaceView(state: LiveState, view: View, at: number): LiveState {
  const news = (messages: readonly Message[] = []): number =>
    messages.filter((message) => message.sequence > state.sequence && message.by !== state.you.participant).length;
  const unread = {
    ...state.unread,
    chat: state.unread.chat + news(view.chat),
    backchannel: state.backchannel ? state.unread.backchannel + news(view.backchannel) : 0,
  };
  const next = { ...state, ...shown(view), unread };
  const role = next.participants.get(state.you.participant)?.role ?? state.you.role;
  return settled(withRole(next, role, view.sequence, at));
}

/** Puts older messages before those that are there. */
export function prepend(state: LiveState, panel: PanelName, messages: readonly Message[]): LiveState {
  const feed = state[panel];
  if (!feed) return state;
  const first = feed.messages[0]?.sequence ?? Infinity;
  const older = messages.filter((message) => message.sequence < first);
  return { ...state, [panel]: { messages: [...older, ...feed.messages], more: older.length > 0 } };
}

export const read = (state: LiveState, tab: keyof LiveState["unread"]): LiveState =>
  state.unread[tab] === 0 ? state : { ...state, unread: { ...state.unread, [tab]: 0 } };

function shown(
  view: View,
): Pick<LiveState, "sequence" | "participants" | "chat" | "quiet" | "door" | "backchannel" | "questions"> {
  return {
    sequence: view.sequence,
    participants: new Map(view.participants.map((person) => [person.id, person])),
    chat: { messages: view.chat ?? [], more: view.more.chat },
    quiet: view.chat === undefined,
    door: doorOf(view),
    backchannel: view.backchannel ? { messages: view.backchannel, more: view.more.backchannel ?? false } : null,
    questions: view.questions,
  };
}

/** Copied once for all the events: thousands may arrive in a minute. */
function attend(
  participants: ReadonlyMap<string, Participant>,
  events: readonly LiveEvent[],
): ReadonlyMap<string, Participant> {
  let next: Map<string, Participant> | null = null;
  const change = (id: string, how: (person: Participant) => Participant): void => {
    const person = (next ?? participants).get(id);
    if (person) (next ??= new Map(participants)).set(id, how(person));
  };
  for (const event of events) {
    if (event.type === "entered") (next ??= new Map(participants)).set(event.participant.id, event.participant);
    else if (event.type === "left") change(event.participant, (person) => ({ ...person, present: false }));
    else if (event.type === "roleChanged") change(event.participant, (person) => ({ ...person, role: event.role }));
    else if (event.type === "removed") (next ??= new Map(participants)).delete(event.participant);
  }
  return next ?? participants;
}

function count(state: LiveState, events: readonly LiveEvent[]): LiveState["unread"] {
  const you = state.you.participant;
  const unread = { ...state.unread };
  for (const event of events) {
    if (event.type === "said" && event.message.by !== you) unread[event.message.panel]++;
    else if (event.type === "asked" && event.question.by !== you) unread.questions++;
    else if (event.type === "answered" && event.answer.by !== you) unread.questions++;
    else if (event.type === "published" && !state.questions.some((known) => known.id === event.question.id))
      unread.questions++;
  }
  return unread;
}

function followRole(state: LiveState, event: LiveEvent): LiveState {
  if (event.type !== "roleChanged" || event.participant !== state.you.participant) return state;
  const by = event.by ? (state.participants.get(event.by)?.name ?? null) : null;
  return withRole(state, event.role, event.sequence, event.at, by);
}

/** What a lesser role may not see goes at once; what a higher one may see comes with the view that the server sends. */
function withRole(state: LiveState, role: Role, sequence: number, at: number, by: string | null = null): LiveState {
  if (role === state.you.role) return state;
  const next = { ...state, you: { ...state.you, role }, notes: [...state.notes, { sequence, at, role, by }] };
  const door = may(role, "handlePeople") ? next.door : { ...next.door, waiting: null, words: [] };
  if (may(role, "backchannel")) return { ...next, door };
  const questions = hushed(state.questions, state.you.participant);
  return { ...next, door, backchannel: null, questions, unread: { ...next.unread, backchannel: 0 } };
}

const settled = (state: LiveState): LiveState => ({ ...state, sends: unsettled(state.sends, state) });
