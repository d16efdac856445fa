import { t } from "../shared/words";
import { Icon } from "./parts/Icon";
import { useRoom } from "./parts/RoomContext";
import { Text } from "./parts/Text";
import type { WaitingView } from "./protocol";

/** Before a locked room: that one waits, at which place, and what the hosts write to those who wait. */
export function WaitingRoom({ waiting }: { waiting: WaitingView }) {
  const room = useRoom();
  return (
    <main class="goodbye waiting-room">
      <Icon name="lock" />
      <p class="soft">
        <bdi>{room.facts.title}</bdi>
      </p>
      <h1>{t("You are in the waiting room")}</h1>
      <p>{t("The hosts know that you are here. Keep this page open: you walk in by yourself when they let you in.")}</p>
      <p role="status" class="chip">
        {waiting.place === 1 ? t("You are next") : t("Place {0} in the queue", waiting.place)}
      </p>
      <div role="log" aria-label={t("From the hosts")} class="waiting-words">
        {waiting.words.map((word) => (
          <div key={word.at} class="card">
            <div class="small soft">{t("From the hosts")}</div>
            <Text text={word.text} />
          </div>
        ))}
      </div>
      <button type="button" class="button" onClick={() => room.leave()}>
        <Icon name="log-out" turns />
        {t("Leave")}
      </button>
    </main>
  );
}
