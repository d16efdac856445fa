import { effect } from "@preact/signals";
import { t } from "../shared/words";
import type { Room } from "./room";
import type { Waiter } from "./protocol";

/** Tells a Moderator or Host of everybody who begins to wait: by a notice and a sound, and by a notification if the window is out of sight. */
export function announceWaiting(room: Room): void {
  let known: ReadonlySet<string> | null = null;
  effect(() => {
    const waiting = room.state.value?.door.waiting;
    const before = known;
    known = waiting ? new Set(waiting.map(({ id }) => id)) : null;
    if (!waiting) return;
    const fresh = waiting.filter(({ id }) => !before?.has(id));
    if (fresh.length > 0) announce(room, fresh);
  });
}

function announce(room: Room, fresh: readonly Waiter[]): void {
  const [first] = fresh;
  if (!first) return;
  const words =
    fresh.length === 1 ? t("{0} waits to be let in", first.name) : t("{0} people wait to be let in", fresh.length);
  room.notices.tell(words);
  chime();
  if (document.hidden && "Notification" in window && Notification.permission === "granted")
    new Notification(words, { body: room.facts.title, tag: room.facts.session });
}

/** Two soft notes. Browsers stay silent until somebody has touched the page. */
function chime(): void {
  try {
    const sound = new AudioContext();
    if (sound.state !== "running") {
      void sound.close();
      return;
    }
    [660, 880].forEach((frequency, index) => {
      const [note, volume] = [sound.createOscillator(), sound.createGain()];
      const begins = sound.currentTime + index * 0.16;
      note.frequency.value = frequency;
      volume.gain.setValueAtTime(0.08, begins);
      volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.3);
      note.connect(volume).connect(sound.destination);
      note.start(begins);
      note.stop(begins + 0.3);
      if (index === 1) note.onended = () => void sound.close();
    });
  } catch {
    // No sound in this browser: the notice is there.
  }
}
