import type { Answer, LiveEvent, Message, PanelName, Question } from "./protocol";

/** The messages of a panel. */
export interface Feed {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** The server has older ones. */
  readonly more: boolean;
}

/** Oldest first. */
export type Questions = readonly Question[];

export function grow(feed: Feed, events: readonly LiveEvent[], panel: PanelName): Feed {
  const said = events.flatMap((event) =>
    event.type === "said" && event.message.panel === panel ? [event.message] : [],
  );
  return said.length === 0 ? feed : { ...feed, messages: [...feed.messages, ...said] };
}

export function discuss(questions: Questions, events: readonly LiveEvent[]): Questions {
  return events.reduce((now, event) => {
    if (event.type === "asked") return now.some(({ id }) => id === event.question.id) ? now : [...now, event.question];
    if (event.type === "published") return inPlace(now, opened(now, event.question));
    if (event.type === "answered") return answered(now, event.question, event.answer);
    return now;
  }, questions);
}

/** What is left for somebody who is not backstage any more. */
export const hushed = (questions: Questions, you: string): Questions =>
  questions
    .filter((question) => question.published || question.by === you)
    .map((question) =>
      question.by === you ? question : { ...question, answers: question.answers.filter((answer) => !answer.private) },
    );

/** What became everyone's, with what one knows beside it that stays private. */
function opened(questions: Questions, question: Question): Question {
  const known = questions.find(({ id }) => id === question.id)?.answers ?? [];
  const left = known.filter((answer) => !question.answers.some(({ sequence }) => sequence === answer.sequence));
  const answers = [...question.answers, ...left].sort((one, other) => one.sequence - other.sequence);
  return { ...question, answers };
}

function inPlace(questions: Questions, question: Question): Questions {
  const others = questions.filter(({ id }) => id !== question.id);
  return [...others, question].sort((one, other) => one.sequence - other.sequence);
}

/** The same answer may come twice: once to its asker alone, and once with what they missed. */
function answered(questions: Questions, id: string, answer: Answer): Questions {
  return questions.map((question) =>
    question.id === id && !question.answers.some((known) => known.at === answer.at && sameAnswer(known, answer))
      ? { ...question, answers: [...question.answers, answer] }
      : question,
  );
}

export const sameAnswer = (one: Pick<Answer, "by" | "text">, other: Pick<Answer, "by" | "text">): boolean =>
  one.by === other.by && one.text === other.text;
