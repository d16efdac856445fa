import type { Message, You } from "../protocol";
import type { Send } from "../sends";

/** What stands in a feed, in its order. goesOn: right after one by the same person, so that who and when need not be said again. */
export type FeedItem =
  | { kind: "day"; at: number }
  | { kind: "message"; message: Message; goesOn: boolean }
  | { kind: "send"; send: Send; goesOn: boolean };

type Written = Pick<Message, "by" | "role" | "at">;

const breath = 5 * 60_000;

export function feedItems(messages: readonly Message[], sends: readonly Send[], you: You): readonly FeedItem[] {
  const items: FeedItem[] = [];
  let before: Written | null = null;
  for (const message of messages) {
    const newDay = before !== null && day(before.at) !== day(message.at);
    if (newDay) items.push({ kind: "day", at: message.at });
    items.push({ kind: "message", message, goesOn: !newDay && goesOn(before, message) });
    before = message;
  }
  for (const send of sends) {
    const written = { by: you.participant, role: you.role, at: send.at };
    items.push({ kind: "send", send, goesOn: goesOn(before, written) });
    before = written;
  }
  return items;
}

const goesOn = (before: Written | null, next: Written): boolean =>
  before !== null && before.by === next.by && before.role === next.role && next.at - before.at < breath;

const day = (at: number): string => new Date(at).toDateString();
