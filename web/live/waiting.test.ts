import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveEvent, Waiter } from "./protocol";
import { type Door, watchDoor } from "./waiting";

const waiter = (id: string): Waiter => ({ id, name: id, role: "viewer", guest: false, since: 0 });
const locked: Door = { locked: true, waiting: [waiter("dana"), waiter("elif")], words: [] };
const at = { sequence: 1, at: 0 };

test("Who waits stands at the end of the queue once, and goes when they are let in, declined or gone", () => {
  const after = (event: LiveEvent): string[] | undefined => watchDoor(locked, [event]).waiting?.map(({ id }) => id);
  assert.deepEqual(after({ ...at, type: "waits", waiter: waiter("gus") }), ["dana", "elif", "gus"]);
  assert.deepEqual(after({ ...at, type: "waits", waiter: waiter("dana") }), ["elif", "dana"]);
  assert.deepEqual(after({ ...at, type: "admitted", participant: "dana" }), ["elif"]);
  assert.deepEqual(after({ ...at, type: "declined", participant: "elif", by: "cy" }), ["dana"]);
  assert.deepEqual(after({ ...at, type: "waitsNoMore", participant: "elif" }), ["dana"]);
  assert.deepEqual(after({ ...at, type: "admittedAll", by: "cy" }), []);
});

test("Unlocking empties the queue and forgets what was said before the door", () => {
  const told = watchDoor(locked, [
    { ...at, type: "toldWaiting", id: "1", word: { by: "cy", name: "Cy", text: "Soon", at: 0 } },
  ]);
  assert.equal(told.words.length, 1);
  assert.deepEqual(watchDoor(told, [{ ...at, type: "unlocked", by: "cy" }]), { locked: false, waiting: [], words: [] });
});
