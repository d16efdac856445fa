import type { Message } from "../protocol";
import type { RoleNote } from "../state";

/** What stands in a feed, in its order. */
export type FeedItem =
  | { kind: "day"; at: number }
  | { kind: "note"; note: RoleNote }
  /** goesOn: right after one by the same person, so that who and when need not be said again. */
  | { kind: "message"; message: Message; goesOn: boolean };

const breath = 5 * 60_000;

export function feedItems(messages: readonly Message[], notes: readonly RoleNote[]): readonly FeedItem[] {
  const items: FeedItem[] = [];
  const first = messages[0]?.sequence ?? 0;
  let pending = notes.filter((note) => note.sequence >= first);
  let before: Message | null = null;
  for (const message of messages) {
    const due = pending.filter((note) => note.sequence < message.sequence);
    pending = pending.slice(due.length);
    const newDay = before !== null && day(before.at) !== day(message.at);
    if (newDay) items.push({ kind: "day", at: message.at });
    items.push(...due.map((note) => ({ kind: "note", note }) as const));
    const near = before !== null && before.by === message.by && before.role === message.role;
    items.push({
      kind: "message",
      message,
      goesOn: near && due.length === 0 && !newDay && message.at - (before?.at ?? 0) < breath,
    });
    before = message;
  }
  return [...items, ...pending.map((note) => ({ kind: "note", note }) as const)];
}

const day = (at: number): string => new Date(at).toDateString();
