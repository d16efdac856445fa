import type { LiveEvent, View, Waiter, WaitingWord } from "./protocol";

/** The door of the room: whether it is locked, and for Moderators and Hosts who waits before it. */
export interface Door {
  readonly locked: boolean;
  /** In the order of their coming; null for those who have no business with them. */
  readonly waiting: readonly Waiter[] | null;
  /** What was written to those who wait, oldest first. */
  readonly words: readonly WaitingWord[];
}

export const doorOf = (view: View): Door => ({
  locked: view.locked ?? false,
  waiting: view.waiting ?? null,
  words: view.waitingWords ?? [],
});

export const watchDoor = (door: Door, events: readonly LiveEvent[]): Door => events.reduce(step, door);

function step(door: Door, event: LiveEvent): Door {
  const without = (id: string): Door => ({ ...door, waiting: door.waiting?.filter((one) => one.id !== id) ?? null });
  switch (event.type) {
    case "locked":
      return { ...door, locked: true };
    case "unlocked":
      return { locked: false, waiting: door.waiting && [], words: [] };
    case "waits":
      return { ...without(event.waiter.id), waiting: [...(without(event.waiter.id).waiting ?? []), event.waiter] };
    case "admitted":
    case "declined":
    case "waitsNoMore":
      return without(event.participant);
    case "entered":
      return without(event.participant.id);
    case "admittedAll":
      return { ...door, waiting: door.waiting && [] };
    case "toldWaiting":
      return { ...door, words: [...door.words, event.word] };
    default:
      return door;
  }
}
