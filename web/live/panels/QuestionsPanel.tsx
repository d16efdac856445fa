import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../shared/words";
import { Composer } from "../parts/Composer";
import { Icon } from "../parts/Icon";
import { useLive, useRoom } from "../parts/RoomContext";
import { SendStanding } from "../parts/SendStanding";
import { Text } from "../parts/Text";
import { may } from "../roles";
import { QuestionCard } from "./QuestionCard";

/** Questions and answers: everyone asks; the backstage sees all, the others their own and what was published. */
export function Questions() {
  const room = useRoom();
  const state = useLive();
  const visible = room.visible.value;
  const onlyOpen = useSignal(false);
  const answers = may(state.you.role, "answerQuestion");
  const open = state.questions.filter((question) => question.answers.length === 0);
  const shown = answers && onlyOpen.value ? open : state.questions;
  const asking = state.sends.filter((send) => send.kind === "ask");
  useEffect(() => {
    if (state.unread.questions > 0 && visible) room.read("questions");
  });
  return (
    <>
      <div class="feed questions" tabIndex={0} role="group" aria-label={t("Questions")}>
        {answers && state.questions.length > 0 && (
          <label class="check small">
            <input type="checkbox" checked={onlyOpen.value} onChange={() => (onlyOpen.value = !onlyOpen.value)} />
            {t("Only those without an answer ({0})", open.length)}
          </label>
        )}
        {shown.length + asking.length === 0 && <NoQuestions filtered={state.questions.length > 0} answers={answers} />}
        <div role="log" aria-label={t("Questions")}>
          <ol class="plain-list stack">
            {shown.map((question) => (
              <QuestionCard key={question.id} question={question} />
            ))}
            {asking.map((send) => (
              <li key={send.id} class={send.refusal === null ? "unsent" : "unsent refused"}>
                <Text text={send.text} />
                <SendStanding send={send} />
              </li>
            ))}
          </ol>
        </div>
      </div>
      <Composer
        place="question"
        label={t("Your question")}
        hint={t("Ask a question")}
        onSend={(text) => room.outgoing.send({ kind: "ask" }, text)}
      />
    </>
  );
}

function NoQuestions({ filtered, answers }: { filtered: boolean; answers: boolean }) {
  return (
    <div class="empty">
      <Icon name="circle-help" />
      <p>
        {filtered
          ? t("Every question has an answer.")
          : answers
            ? t("No questions yet. They appear here as people ask.")
            : t("Ask the speakers something. Others see your question when it is published.")}
      </p>
    </div>
  );
}
