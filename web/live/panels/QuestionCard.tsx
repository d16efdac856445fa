import { useSignal } from "@preact/signals";
import { timeOfDay } from "../../shared/times";
import { t } from "../../shared/words";
import { Avatar } from "../parts/Avatar";
import { Composer } from "../parts/Composer";
import { Icon } from "../parts/Icon";
import { useLive, useRoom } from "../parts/RoomContext";
import { Text } from "../parts/Text";
import { SendStanding } from "../parts/SendStanding";
import type { Answer, Question } from "../protocol";
import { may } from "../roles";
import { isFor } from "../sends";

/** One question with its answers, and what this person may do with it. */
export function QuestionCard({ question }: { question: Question }) {
  const state = useLive();
  const answering = state.sends.filter((send) => isFor(send, { kind: "answer", question: question.id }));
  return (
    <li class="question" data-keep={`card ${question.id}`}>
      <Byline by={question.by} name={question.name} at={question.at} yours={question.by === state.you.participant} />
      <Text text={question.text} />
      <Standing question={question} />
      {question.answers.length + answering.length > 0 && (
        <ol class="plain-list answers" aria-label={t("Answers")}>
          {question.answers.map((answer) => (
            <AnswerRow key={answer.sequence} answer={answer} question={question} />
          ))}
          {answering.map((send) => (
            <li key={send.id} class={send.refusal === null ? "unsent" : "unsent refused"}>
              <Text text={send.text} />
              <SendStanding send={send} />
            </li>
          ))}
        </ol>
      )}
      {may(state.you.role, "answerQuestion") && (
        <div data-keep={`acts ${question.id}`}>
          <Actions question={question} />
        </div>
      )}
    </li>
  );
}

/** Who sees it, for those to whom it is not plain. */
function Standing({ question }: { question: Question }) {
  const { you } = useLive();
  if (question.published)
    return may(you.role, "answerQuestion") ? <span class="small soft">{t("Published to everyone")}</span> : null;
  return (
    <span class="small soft">
      {may(you.role, "answerQuestion")
        ? t("Seen by the asker, Speakers, Moderators and Hosts")
        : t("Only you and those who can answer see this")}
    </span>
  );
}

function Actions({ question }: { question: Question }) {
  const room = useRoom();
  const { you } = useLive();
  const writing = useSignal(room.drafts.of(`answer ${question.id}`).peek() !== "");
  const publishing = useSignal(false);
  const publish = async (): Promise<void> => {
    publishing.value = true;
    await room.publish(question.id);
    publishing.value = false;
  };
  const answer = (text: string): void => {
    writing.value = false;
    room.outgoing.send({ kind: "answer", question: question.id }, text);
  };
  if (writing.value)
    return (
      <Composer
        place={`answer ${question.id}`}
        label={t("Answer to {0}", question.name)}
        hint={question.published ? t("Answer everyone") : t("Answer {0} privately", question.name)}
        onSend={answer}
        focused
      />
    );
  return (
    <div class="row">
      <button type="button" class="button small" onClick={() => (writing.value = true)}>
        <Icon name="pencil" />
        {t("Answer")}
      </button>
      {may(you.role, "publishQuestion") && !question.published && (
        <button type="button" class="button small quiet" disabled={publishing.value} onClick={() => void publish()}>
          <Icon name="eye" />
          {question.answers.length > 0 ? t("Publish the question") : t("Publish to everyone")}
        </button>
      )}
    </div>
  );
}

function AnswerRow({ answer, question }: { answer: Answer; question: Question }) {
  const { you } = useLive();
  return (
    <li class="answer">
      <Byline by={answer.by} name={answer.name} at={answer.at} yours={answer.by === you.participant} />
      <Text text={answer.text} />
      {answer.private && <PrivateAnswer answer={answer} question={question} />}
    </li>
  );
}

/** That it was given in private, and the way to give it to everyone. */
function PrivateAnswer({ answer, question }: { answer: Answer; question: Question }) {
  const room = useRoom();
  const { you } = useLive();
  const publishing = useSignal(false);
  const publish = async (): Promise<void> => {
    publishing.value = true;
    await room.publishAnswer(question.id, answer.sequence);
    publishing.value = false;
  };
  return (
    <div class="row wraps">
      <span class="small soft">
        {question.by === you.participant ? t("Only you and those who can answer see this") : t("Answered in private")}
      </span>
      {may(you.role, "publishQuestion") && (
        <button type="button" class="button small quiet" disabled={publishing.value} onClick={() => void publish()}>
          <Icon name="eye" />
          {question.published ? t("Publish this answer") : t("Publish with this answer")}
        </button>
      )}
    </div>
  );
}

function Byline({ by, name, at, yours }: { by: string; name: string; at: number; yours: boolean }) {
  return (
    <div class="byline">
      <Avatar of={by} name={name} />
      <b>
        <bdi>{name}</bdi>
      </b>
      {yours && <span class="small soft">{t("you")}</span>}
      <time class="small soft numbers" dateTime={new Date(at).toISOString()}>
        {timeOfDay(at)}
      </time>
    </div>
  );
}
