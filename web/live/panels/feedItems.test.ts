import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, You } from "../protocol";
import { feedItems } from "./feedItems";

const noon = new Date(2026, 10, 26, 12).getTime();
const minute = 60_000;
const ada: You = { participant: "ada", name: "Ada Lindqvist", role: "host" };

const message = (sequence: number, by: string, at: number): Message => ({
  sequence,
  id: String(sequence),
  panel: "chat",
  by,
  name: by,
  role: "host",
  text: "",
  at,
});

const shape = (items: ReturnType<typeof feedItems>): string[] =>
  items.map((item) => ("goesOn" in item && item.goesOn ? `${item.kind} goes on` : item.kind));

test("Messages by one person within five minutes go on from each other", () => {
  const messages = [
    message(1, "ada", noon),
    message(2, "ada", noon + minute),
    message(3, "ben", noon + minute),
    message(4, "ben", noon + 9 * minute),
  ];
  assert.deepEqual(shape(feedItems(messages, [], ada)), ["message", "message goes on", "message", "message"]);
});

test("A new day is said", () => {
  const messages = [message(1, "ada", noon), message(2, "ada", noon + 24 * 60 * minute)];
  assert.deepEqual(shape(feedItems(messages, [], ada)), ["message", "day", "message"]);
});

test("What is being sent stands last", () => {
  const send = {
    id: "x",
    text: "Hello",
    at: noon + minute,
    refusal: null,
    sequence: null,
    kind: "say",
    panel: "chat",
  } as const;
  const messages = [message(1, "ada", noon), message(3, "ada", noon + minute)];
  assert.deepEqual(shape(feedItems(messages, [send], ada)), ["message", "message goes on", "send goes on"]);
});
