import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, LiveEvent, Message, PanelName, Question, Role, View, Welcome } from "./protocol";
import { accepted, refused, sending, unsettled } from "./sends";
import { type LiveState, advance, begin, leavesGap, prepend, read, replaceView, resume, takeOwn } from "./state";

const now = 1_000_000;
const ada = { id: "ada", name: "Ada Lindqvist", role: "host", present: true, invited: false } as const;
const ben = (role: Role) => ({ id: "ben", name: "Ben Okafor", role, present: true, invited: true });

function view(role: Role, sequence = 10, more: Partial<View> = {}): View {
  const backstage = role === "viewer" ? {} : { backchannel: [] };
  return {
    sequence,
    participants: [ada, ben(role)],
    chat: [],
    questions: [],
    more: { chat: false },
    ...backstage,
    ...more,
  };
}

const welcome = (role: Role, more: Partial<Welcome> = {}): Welcome => ({
  protocol: 1,
  you: { participant: "ben", name: "Ben Okafor", role },
  now,
  session: { id: "s", room: "r", title: "Tides and turbines" },
  sequence: 10,
  ...more,
});

const message = (sequence: number, by = "ada", panel: PanelName = "chat", id = `m${sequence}`): Message => ({
  sequence,
  id,
  panel,
  by,
  name: by,
  role: "host",
  text: `text ${sequence}`,
  at: now + sequence,
});

const said = (sequence: number, by = "ada", panel: PanelName = "chat", id = `m${sequence}`): LiveEvent => ({
  type: "said",
  sequence,
  at: now,
  message: message(sequence, by, panel, id),
});

const question = (sequence: number, more: Partial<Question> = {}): Question => ({
  sequence,
  id: "q",
  by: "ben",
  name: "Ben Okafor",
  text: "Why?",
  at: now,
  published: false,
  answers: [],
  ...more,
});

const benIs = (role: Role, sequence = 11): LiveEvent => ({
  type: "roleChanged",
  sequence,
  at: now,
  participant: "ben",
  role,
  by: "ada",
});

const entered = (role: Role): LiveState => begin(welcome(role), view(role));
const batch = (after: number, through: number, ...events: LiveEvent[]) => ({ after, through, events });
const texts = (state: LiveState): number[] => state.chat.messages.map(({ sequence }) => sequence);

test("Events come in once and in order, however often they are sent", () => {
  let state = advance(entered("viewer"), batch(10, 12, said(11), said(12)));
  state = advance(state, batch(10, 12, said(11), said(12)));
  state = advance(state, batch(11, 13, said(12), said(13)));
  assert.deepEqual(texts(state), [11, 12, 13]);
  assert.equal(state.sequence, 13);
});

test("A batch that begins after what is in leaves a gap; one that overlaps does not", () => {
  const state = entered("viewer");
  assert.equal(leavesGap(state, batch(11, 12, said(12))), true);
  assert.equal(leavesGap(state, batch(9, 12, said(12))), false);
});

test("A batch without events for this audience still moves on", () => {
  assert.equal(advance(entered("viewer"), batch(10, 15)).sequence, 15);
});

test("Others' messages count as unread until they are read, one's own never", () => {
  const state = advance(entered("viewer"), batch(10, 12, said(11), said(12, "ben")));
  assert.equal(state.unread.chat, 1);
  assert.equal(read(state, "chat").unread.chat, 0);
});

test("A promotion is noted with who did it, and the view that follows brings the backchannel without a second note", () => {
  let state = advance(entered("viewer"), batch(10, 11, benIs("moderator")));
  assert.equal(state.you.role, "moderator");
  assert.equal(state.backchannel, null);
  state = replaceView(state, view("moderator", 11), now);
  assert.deepEqual(state.notes, [{ sequence: 11, at: now, role: "moderator", by: "Ada Lindqvist" }]);
  assert.deepEqual(state.backchannel, { messages: [], more: false });
});

test("A view alone tells of a new role too", () => {
  const state = replaceView(entered("viewer"), view("speaker", 11), now);
  assert.equal(state.you.role, "speaker");
  assert.equal(state.notes.length, 1);
});

test("A demotion takes the backchannel and others' unpublished questions at once", () => {
  const questions = [
    question(5, { id: "mine" }),
    question(6, { id: "theirs", by: "dana" }),
    question(7, { id: "open", by: "dana", published: true }),
  ];
  const state = advance(begin(welcome("speaker"), view("speaker", 10, { questions })), batch(10, 11, benIs("viewer")));
  assert.equal(state.backchannel, null);
  assert.deepEqual(
    state.questions.map(({ id }) => id),
    ["mine", "open"],
  );
});

test("People come, go and are removed", () => {
  const dana = { id: "dana", name: "Dana Voss", role: "viewer", present: true, invited: true } as const;
  let state = advance(entered("viewer"), batch(10, 11, { type: "entered", sequence: 11, at: now, participant: dana }));
  assert.equal(state.participants.size, 3);
  state = advance(state, batch(11, 12, { type: "left", sequence: 12, at: now, participant: "dana" }));
  assert.equal(state.participants.get("dana")?.present, false);
  state = advance(
    state,
    batch(12, 13, { type: "removed", sequence: 13, at: now, participant: "dana", reason: "removed" }),
  );
  assert.equal(state.participants.has("dana"), false);
});

test("Messages alone leave the people untouched, so that their panel is not drawn again", () => {
  const state = entered("viewer");
  assert.equal(advance(state, batch(10, 11, said(11))).participants, state.participants);
});

test("Publishing a question leaves private what was answered in private", () => {
  const answer = (hidden: boolean): Answer => ({
    by: "ada",
    name: "Ada",
    text: "Because.",
    at: now,
    sequence: 12,
    private: hidden,
  });
  const asked: LiveEvent = { type: "asked", sequence: 11, at: now, question: question(11) };
  const published = (sequence: number, ...answers: Answer[]): LiveEvent => ({
    type: "published",
    sequence,
    at: now,
    question: { ...question(11), published: true, answers },
  });
  let state = takeOwn(entered("viewer"), [
    asked,
    { type: "answered", sequence: 12, at: now, question: "q", answer: answer(true) },
  ]);
  state = advance(state, batch(10, 13, published(13)));
  assert.deepEqual(state.questions[0]?.answers, [answer(true)]);
  state = advance(state, batch(13, 14, published(14, answer(false))));
  assert.deepEqual(state.questions[0]?.answers, [answer(false)]);
});

test("A private answer that comes alone and again with what was missed stands once", () => {
  const answered = (sequence: number): LiveEvent => ({
    type: "answered",
    sequence,
    at: now,
    question: "q",
    answer: { by: "ada", name: "Ada", text: "Because.", at: now, sequence: 12, private: true },
  });
  let state = takeOwn(entered("viewer"), [{ type: "asked", sequence: 11, at: now, question: question(11) }]);
  state = takeOwn(state, [answered(12)]);
  state = advance(state, batch(10, 13, { type: "asked", sequence: 11, at: now, question: question(11) }, answered(12)));
  assert.equal(state.questions.length, 1);
  assert.equal(state.questions[0]?.answers.length, 1);
});

test("A published question takes its place in the order of asking", () => {
  const later = question(9, { id: "later", by: "dana", published: true });
  const state = begin(welcome("viewer"), view("viewer", 10, { questions: [later] }));
  const published = {
    type: "published",
    sequence: 11,
    at: now,
    question: question(8, { published: true, by: "dana" }),
  } as const;
  const next = advance(state, batch(10, 11, published));
  assert.deepEqual(
    next.questions.map(({ id }) => id),
    ["q", "later"],
  );
  assert.equal(next.unread.questions, 1);
});

test("What one sends is shown until the session shows it", () => {
  const state = entered("viewer");
  const sends = sending(state.sends, "x", "Hello", now, { kind: "say", panel: "chat" });
  const pending = { ...state, sends };
  assert.equal(advance(pending, batch(10, 11, said(11))).sends.length, 1);
  assert.equal(advance(pending, batch(10, 11, said(11, "ben", "chat", "x"))).sends.length, 0);
});

test("Somebody else's message with the same id settles nothing of one's own", () => {
  const pending = { ...entered("viewer"), sends: sending([], "x", "Hello", now, { kind: "say", panel: "chat" }) };
  assert.equal(advance(pending, batch(10, 11, said(11, "ada", "chat", "x"))).sends.length, 1);
});

test("A refused send stays with its reason", () => {
  const sends = refused(sending([], "x", "Hello", now, { kind: "say", panel: "chat" }), "x", "Wait a moment.");
  const state = advance({ ...entered("viewer"), sends }, batch(10, 11, said(11)));
  assert.equal(state.sends[0]?.refusal, "Wait a moment.");
});

test("A send that the session took so long ago that the view begins after it is settled", () => {
  const state = begin(welcome("viewer"), view("viewer", 500, { chat: [message(401), message(500)] }));
  const sends = sending([], "x", "Hello", now, { kind: "say", panel: "chat" });
  assert.equal(unsettled(accepted(sends, "x", 300), state).length, 0);
  assert.equal(unsettled(accepted(sends, "x", 501), state).length, 1);
});

test("Coming back brings what was missed, keeps what was being sent, and tells of a role changed meanwhile", () => {
  const sends = sending([], "x", "Hello", now, { kind: "say", panel: "chat" });
  const state = { ...entered("viewer"), sends };
  const back = resume(state, welcome("viewer", { events: [said(11)], sequence: 12 }));
  assert.deepEqual(texts(back), [11]);
  assert.equal(back.sequence, 12);
  assert.equal(back.sends.length, 1);
  const promoted = resume(state, welcome("speaker", { view: view("speaker", 30), sequence: 30 }));
  assert.equal(promoted.you.role, "speaker");
  assert.equal(promoted.notes.length, 1);
});

test("Older messages go before the others, none twice", () => {
  const state = begin(welcome("viewer"), view("viewer", 10, { chat: [message(9)], more: { chat: true } }));
  const older = prepend(state, "chat", [message(7), message(8), message(9)]);
  assert.deepEqual(texts(older), [7, 8, 9]);
  assert.equal(older.chat.more, true);
  assert.equal(prepend(older, "chat", []).chat.more, false);
});
