import { type Feed, type Questions, sameAnswer } from "./conversation";
import type { PanelName } from "./protocol";

/** Something of one's own that is shown before the session has it. Its id makes a second sending of it the same act. */
export type Send = Readonly<{ id: string; text: string; at: number }> &
  Readonly<{
    /** Why it was refused; null while it is under way. */
    refusal: string | null;
    /** Where the session says it stands; null until it does. */
    sequence: number | null;
  }> &
  Target;

/** What a text is for. */
export type Target =
  | Readonly<{ kind: "say"; panel: PanelName }>
  | Readonly<{ kind: "ask" }>
  | Readonly<{ kind: "answer"; question: string }>;

interface Heard {
  readonly you: { readonly participant: string };
  readonly chat: Feed;
  readonly backchannel: Feed | null;
  readonly questions: Questions;
}

/** Those that the session does not show yet. */
export function unsettled(sends: readonly Send[], heard: Heard): readonly Send[] {
  const left = sends.filter((send) => !settledIn(send, heard));
  return left.length === sends.length ? sends : left;
}

function settledIn(send: Send, heard: Heard): boolean {
  const you = heard.you.participant;
  if (send.kind === "ask") return heard.questions.some((question) => question.id === send.id);
  if (send.kind === "answer") {
    const question = heard.questions.find(({ id }) => id === send.question);
    return question?.answers.some((answer) => sameAnswer(answer, { by: you, text: send.text })) ?? false;
  }
  const messages = heard[send.panel]?.messages ?? [];
  const first = messages[0]?.sequence ?? Infinity;
  const longAgo = send.sequence !== null && send.sequence < first && first !== Infinity;
  return longAgo || messages.some((message) => message.id === send.id && message.by === you);
}

export const sending = (
  sends: readonly Send[],
  id: string,
  text: string,
  at: number,
  target: Target,
): readonly Send[] => [...sends, { ...target, id, text, at, refusal: null, sequence: null }];

export const accepted = (sends: readonly Send[], id: string, sequence: number): readonly Send[] =>
  sends.map((send) => (send.id === id ? { ...send, sequence } : send));

export const refused = (sends: readonly Send[], id: string, refusal: string): readonly Send[] =>
  sends.map((send) => (send.id === id ? { ...send, refusal } : send));

export const retried = (sends: readonly Send[], id: string): readonly Send[] =>
  sends.map((send) => (send.id === id ? { ...send, refusal: null } : send));

export const discarded = (sends: readonly Send[], id: string): readonly Send[] =>
  sends.filter((send) => send.id !== id);

export const isFor = (send: Send, target: Target): boolean => {
  if (send.kind === "say") return target.kind === "say" && send.panel === target.panel;
  if (send.kind === "answer") return target.kind === "answer" && send.question === target.question;
  return target.kind === "ask";
};
